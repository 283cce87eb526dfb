import type { Field } from '../../src/model/registry';
import type { Dice } from './dice';

/** As long as the column takes, of what a pattern would take for anything. */
const long = (field: Field): string => '%'.repeat(Math.min(field.max ?? 200, 5_000));

/** Same to the eye, to a careless comparison or to a collation, and yet another value. */
const twins = (text: string): string[] => [
  text.toUpperCase(),
  text.toLowerCase(),
  text.normalize('NFD'),
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  `${text} `,
  `${text}%`,
];

/**
 * A value for a cell that nobody sees, chosen to trip whatever looks at it after all: nothing for something, wildcards,
 * look-alikes, the least and the most a column takes, JSON that does not parse.
 *
 * @param own what stands in the other company; `given` a donor's plain value
 */
export function nasty(field: Field, own: unknown, given: unknown, dice: Dice): unknown {
  const plain = ['createdAt', 'updatedAt', 'deletedAt'].includes(field.name);
  if (plain || field.unique || field.kind === 'externalIds' || field.kind === 'link' || dice.chance(0.4)) return given;
  if (!field.required && dice.chance(0.2)) return null;
  switch (field.kind) {
    case 'text':
      if (field.name === 'currency') return given;
      return cut(
        field,
        dice.pick([...twins(typeof own === 'string' ? own : 'a'), long(field), '', "';--", '客'.repeat(60)]),
      );
    case 'longText':
      return dice.pick([...twins(typeof own === 'string' ? own : 'a'), long(field), '', '\\', '\n']);
    case 'decimal':
      return dice.pick([-1, 0, 1, 8_999_999_999_999_999, -8_999_999_999_999_999]);
    case 'integer':
      return dice.pick([-1, 0, 2_147_483_647, -2_147_483_648]);
    case 'dateTime':
      return field.required ? given : dice.pick([0, 1, 253_402_300_799_999]);
    case 'date':
      return dice.pick(['0001-01-01', '9999-12-31', '2000-02-29']);
    case 'dictionary':
      return dice.pick(['gone', 'GOLD', given]);
    case 'choices':
      return dice.pick(['{broken', ['gone'], ['GOLD', 'gold'], given]);
    case 'json':
    case 'phones':
    case 'emails':
    case 'addresses':
      return dice.pick(['{broken', '[]', '[{"number":"%"}]', given]);
    default:
      return given;
  }
}

const cut = (field: Field, text: string): string => [...text].slice(0, Math.min(field.max ?? 200, 200)).join('');
