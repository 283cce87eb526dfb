/** The languages of the product. */
export type Language = 'en' | 'zh';

/**
 * The language a client prefers, from its Accept-Language header; `otherwise` where it names neither.
 * `zh`, `zh-CN`, `zh-Hans` and every other Chinese tag mean Simplified Chinese.
 */
export function languageOf(header: string | undefined, otherwise: Language = 'en'): Language {
  if (!header) return otherwise;
  let best: Language | null = null;
  let bestQuality = 0;
  for (const part of header.split(',', 20)) {
    const [tag = '', ...parameters] = part.split(';');
    const stated = parameters.find((parameter) => parameter.trim().startsWith('q='));
    const quality = stated === undefined ? 1 : Number(stated.trim().slice(2));
    const language = /^\s*(en|zh)(-|\s*$)/i.exec(tag)?.[1]?.toLowerCase();
    // Strictly greater: of equal wishes the first named wins.
    if ((language === 'en' || language === 'zh') && quality > bestQuality) {
      best = language;
      bestQuality = quality;
    }
  }
  return best ?? otherwise;
}
