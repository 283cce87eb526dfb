import { pinyin } from 'pinyin-pro';

/** Most Chinese characters of one text whose sound is kept. */
const mostCharacters = 64;

const chinese = /[\u3400-\u4dbf\u4e00-\u9fff]+/g;

const options = { toneType: 'none', type: 'array', v: true } as const;

/**
 * How the runs of Chinese characters in a text are read: syllables without tones (`lv` for `lü`). A run comes twice where
 * its start is read differently as a family name (曾 zeng and ceng), because people type both.
 */
export function readingsOf(text: string): string[][] {
  const runs: string[][] = [];
  let left = mostCharacters;
  for (const [run] of text.matchAll(chinese)) {
    const part = run.slice(0, left);
    if (part === '') break;
    left -= part.length;
    const plain = pinyin(part, options);
    const asName = pinyin(part, { ...options, surname: 'head' });
    runs.push(...knownParts(plain));
    if (asName.some((reading, i) => reading !== plain[i])) runs.push(...knownParts(asName));
  }
  return runs;
}

/** A rare character without a reading ends a run. */
function knownParts(readings: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const reading of readings) {
    if (syllables.has(reading)) parts.at(-1)!.push(reading);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

/**
 * The sound of a text as its companion column keeps it: the readings, each syllable behind an apostrophe, then an equals
 * sign and their initials: 张三 is `'zhang'san =zs `. Null where nothing of it is Chinese.
 */
export function soundOf(text: string): string | null {
  const known = ahead.get(text);
  if (known === undefined) return workedOut(text);
  ahead.delete(text);
  return known;
}

/** Sounds that were worked out before they are needed, on another core. Each is given once. */
const ahead = new Map<string, string>();
const mostAhead = 4_096;

/** Keeps what {@link soundOf} said of a text elsewhere for the next time that it is asked here. */
export function keepSound(text: string, sound: string): void {
  if (ahead.size >= mostAhead) ahead.clear(); // of texts that nobody came to ask for
  ahead.set(text, sound);
}

function workedOut(text: string): string | null {
  const runs = readingsOf(text);
  if (runs.length === 0) return null;
  const full = runs.map((run) => run.map((of) => `'${of}`).join('')).join(' ');
  return `${full} =${runs.map(initialsOf).join(' ')} `;
}

export const initialsOf = (run: readonly string[]): string => run.map((of) => of[0]).join('');

/** Every syllable there is, of characters in use. */
const syllables: ReadonlySet<string> = new Set(
  `a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha
  chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui
  cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er
  fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha
  hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong
  jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang
  lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me mei
  men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning
  niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
  qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai
  san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
  shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun
  tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao
  ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen
  zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo`.split(/\s+/),
);

const beginnings: ReadonlySet<string> = new Set(
  [...syllables].flatMap((of) => Array.from({ length: of.length }, (_, i) => of.slice(0, i + 1))),
);

/** Longest word that is taken for pinyin, in letters, and most ways to cut it into syllables that are tried. */
const limits = { letters: 36, initials: 12, ways: 8 } as const;

const isLetters = /^[a-z]{2,}$/;

/**
 * The ways to read a word as pinyin, each a list of syllables of which the last may be only begun: `xian` is `xian` and
 * `xi an`, `zhangs` is `zhang s`. Empty for what is none.
 */
export function syllablesOf(word: string): string[][] {
  const letters = word.replaceAll('ü', 'v');
  if (!isLetters.test(letters) || letters.length > limits.letters) return [];
  const ways: string[][] = [];
  const deadEnds = new Set<number>();
  // Longest syllable first, so that of too many ways the likeliest are tried. Bounded by the word alone.
  const walk = (from: number, way: readonly string[]): void => {
    if (ways.length >= limits.ways || deadEnds.has(from)) return;
    const found = ways.length;
    const rest = letters.slice(from);
    if (beginnings.has(rest)) ways.push([...way, rest]);
    for (let length = Math.min(6, rest.length - 1); length >= 1; length--) {
      const head = rest.slice(0, length);
      if (syllables.has(head)) walk(from + length, [...way, head]);
    }
    if (ways.length === found) deadEnds.add(from);
  };
  walk(0, []);
  return ways;
}

/** The word where it can be initials. */
export const asInitials = (word: string): string | null =>
  isLetters.test(word) && word.length <= limits.initials ? word : null;
