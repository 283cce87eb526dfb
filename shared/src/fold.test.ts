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

  it('folds plain text as it does text among other characters', () => {
    const plain = fc.constantFrom(...'aZ09 -张伟重庆丁龥鿿');
    fc.assert(fc.property(fc.string({ unit: plain }), (text) => expect(`${fold(text)}é`).toBe(fold(`${text}É`))));
  });

  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(fold(fold(text))).toBe(fold(text))));
  });
});
