import fc from 'fast-check';
import { fold } from './fold';

describe('fold', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['Straße', 'straße'],
    ['ÁBC', 'ábc'],
    ['ﾃｽﾄ', 'テスト'],
    ['张伟（北京）', '张伟(北京)'],
    ['ΑΣ', 'ασ'],
  ])('%s is compared as %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('keeps accents apart', () => expect(fold('résumé')).not.toBe(fold('resume')));

  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(fold(fold(text))).toBe(fold(text))));
  });
});
