import type { GuardedRow } from '../access/guard';
import type { RuleSet } from '../access/rule-set';
import { badInput, forbidden } from '../errors/errors';
import type { ImportColumn } from '../imports/import-column';
import { importColumns } from '../imports/import-columns';
import { openChoiceCell } from '../imports/read-value';
import { customGroup } from '../model/custom-field';
import type { Field, Noun, NounRegistry } from '../model/registry';
import {
  emailsCell,
  externalIdsCell,
  partedAddresses,
  phonesCell,
  primaryFirst,
  tagsCell,
  type AddressEntry,
  type EmailEntry,
  type PhoneEntry,
} from './list-cells';

/** What a cell of a table holds. Decimals are text, so that they stay exact. */
export type CellValue = string | number | boolean | null;

/** One column of a table of records. */
export interface ExportColumn {
  /** Header of a table; what an import knows the column by. */
  header: string;
  /** A decimal: written as a number where a format has numbers. */
  numeric: boolean;
  /** Of a record, or of a row below it (items of orders). */
  cell(row: GuardedRow, below: GuardedRow | null): CellValue;
}

/** By what a linked record is named that has no external ids, in the order it is tried; an import looks it up the same way. */
const naming: Readonly<Record<string, readonly string[]>> = { user: ['email', 'name'], team: ['name'] };

const namesOf = (target: Noun): readonly string[] =>
  naming[target.name] ?? ['code', 'name', 'subject'].filter((name) => target.fields.has(name));

/** Text of a value that is no list. */
function scalar(field: Field, value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (field.kind === 'dictionary') return (value as { key: string }).key;
  if (field.kind === 'json') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}

/** The value where it is readable; a mask is no value. */
const valueOf = (row: GuardedRow, field: Field): unknown =>
  row.readable(field.name) && !row.masked(field.name) ? row.shown(field) : null;

/** Columns of a table of records of a noun as they are named, and all that their cells are read from. */
export class Columns {
  readonly columns: ExportColumn[] = [];
  readonly paths: string[] = [];
  readonly fields = new Set<Field>();
  readonly links = new Map<string, Field[]>();
  readonly belowFields = new Set<Field>();
  readonly belowLinks = new Map<string, Field[]>();

  constructor(
    private readonly nouns: NounRegistry,
    private readonly rules: RuleSet,
    private readonly noun: Noun,
    private readonly source: string,
  ) {}

  /** Adds what a path names: a field, or a field of what a link leads to. */
  add(path: string): void {
    const [field, target] = this.named(path);
    const isPlain = (one: Field): boolean => one.kind !== 'many' && (one === field || one.kind !== 'link');
    // What nobody granted of an administrator's field is as if there were none.
    const isKnown = (noun: Noun, one: Field): boolean => isPlain(one) && (!one.custom || this.readable(noun, one));
    const known = field && target !== undefined && isKnown(this.noun, field);
    if (!known || (target && !isKnown(this.nouns.get(field.to!), target))) {
      throw badInput('columns', `There is no column "${path}" to export.`, `没有可导出的列“${path}”。`);
    }
    if (!this.readable(this.noun, field) || (target && !this.readable(this.nouns.get(field.to!), target))) {
      throw forbidden([path]);
    }
    this.paths.push(path);
    if (target) this.linked(field, target);
    else this.own(field);
  }

  /** The field of a path, and where it goes on to a link's target the field there: undefined where there is none. */
  private named(path: string): [Field | undefined, (Field | null)?] {
    const whole = this.noun.fields.get(path);
    if (whole) return [whole, null];
    const parts = path.split('.');
    const length = parts[0] === customGroup ? 2 : 1;
    const field = this.noun.fields.get(parts.slice(0, length).join('.'));
    const target = field?.kind === 'link' ? this.nouns.get(field.to!) : undefined;
    return [field, target?.fields.get(parts.slice(length).join('.'))];
  }

  readable(noun: Noun, field: Field): boolean {
    const cell = this.rules.view(noun.name).cells.get(field.name);
    return cell !== undefined && cell.read.kind !== 'none';
  }

  private push(header: string, cell: ExportColumn['cell'], numeric = false): void {
    this.columns.push({ header, cell, numeric });
  }

  private linked(link: Field, field: Field): void {
    this.links.set(link.name, [...(this.links.get(link.name) ?? []), field]);
    const numeric = field.kind === 'decimal';
    this.push(
      `${link.name}.${field.name}`,
      (row) => {
        const reached = reach(row, link);
        return reached && scalar(field, valueOf(reached, field));
      },
      numeric,
    );
  }

  private own(field: Field): void {
    if (field.kind === 'link') return this.reference(field, this.links, (row) => row, field.name);
    this.fields.add(field);
    switch (field.kind) {
      case 'phones':
        return this.list(field, (value: PhoneEntry[], row) => phonesCell(value, ...this.countriesOf(row)));
      case 'emails':
        return this.list(field, (value: EmailEntry[]) => emailsCell(value));
      case 'choices':
        return this.list(field, (value: { key: string }[]) => tagsCell(value.map(({ key }) => key)));
      case 'tags':
        return this.list(field, (value: string[]) => tagsCell(value));
      case 'addresses':
        return this.addresses(field);
      case 'externalIds':
        this.fields.add(this.noun.fields.get('id')!);
        this.push('externalId', (row) => this.idOf(this.noun, row));
        return this.list(field, (value: Ids, row) => externalIdsCell(value, this.source, this.idOf(this.noun, row)));
      default:
        return this.push(
          field.name,
          this.openChoice(field) ?? ((row) => scalar(field, valueOf(row, field))),
          field.kind === 'decimal' || field.derivation?.from === 'children',
        );
    }
  }

  /** Texts of which an import takes some for others: a gender in one's own words. */
  private openChoice(field: Field): ExportColumn['cell'] | null {
    const columns = (importColumns as Readonly<Record<string, readonly ImportColumn[]>>)[this.noun.name];
    const column = columns?.find((one) => one.field === field.name && one.open);
    if (!column) return null;
    return (row) => {
      const text = scalar(field, valueOf(row, field));
      return typeof text === 'string' ? openChoiceCell(column, text) : text;
    };
  }

  private list<T>(field: Field, text: (value: T, row: GuardedRow) => string): void {
    this.push(field.name, (row) => {
      const value = valueOf(row, field);
      return value === null ? null : text(value as T, row) || null;
    });
  }

  /** The primary address in columns of its own, the others as JSON. */
  private addresses(field: Field): void {
    const parted = (row: GuardedRow): ReturnType<typeof partedAddresses> =>
      partedAddresses((valueOf(row, field) as AddressEntry[] | null) ?? []);
    for (const part of ['line', 'city', 'region', 'postalCode', 'country', 'kind'] as const) {
      this.push(`address.${part}`, (row) => parted(row)[0]?.[part] ?? null);
    }
    this.push('otherAddresses', (row) => {
      const [, others] = parted(row);
      return others.length > 0 ? JSON.stringify(others) : null;
    });
  }

  /** The country that the row tells, and the one that phone numbers of the record are read by. */
  private countriesOf(row: GuardedRow): [string | null, string | null] {
    const field = this.noun.fields.get('addresses');
    if (!field || !this.fields.has(field)) return [null, null];
    const addresses = (valueOf(row, field) as AddressEntry[] | null) ?? [];
    const country = primaryFirst(addresses)[0]?.country ?? null;
    return [
      partedAddresses(addresses)[0]?.country ?? null,
      country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
    ];
  }

  /** What an import knows the record by: its id in the source, else its own. */
  private idOf(noun: Noun, row: GuardedRow): string {
    const ids = valueOf(row, noun.fields.get('externalIds')!) as Ids | null;
    return ids?.find(({ source }) => source === this.source)?.id ?? String(row.shown(noun.fields.get('id')!));
  }

  /**
   * A linked record by what its own export calls it in `externalId`, with its name beside it for people; one without external
   * ids, or whose ids may not be exported, by its name alone.
   */
  reference(
    link: Field,
    links: Map<string, Field[]>,
    of: (row: GuardedRow, below: GuardedRow | null) => GuardedRow | null,
    header: string,
  ): void {
    const target = this.nouns.get(link.to!);
    const reached = (row: GuardedRow, below: GuardedRow | null): GuardedRow | null => {
      const from = of(row, below);
      return from && reach(from, link);
    };
    const add = (name: string, fields: readonly Field[], text: (row: GuardedRow) => CellValue): void => {
      links.set(link.name, [...(links.get(link.name) ?? []), ...fields]);
      this.push(name, (row, below) => {
        const one = reached(row, below);
        return one && text(one);
      });
    };
    const ids = target.fields.get('externalIds');
    const isKnownById = ids !== undefined && this.readable(target, ids);
    const named = namesOf(target)
      .map((name) => target.fields.get(name)!)
      .filter((field) => this.readable(target, field));
    const nameOf = (fields: readonly Field[]) => (row: GuardedRow) => {
      const texts = fields.map((field) => valueOf(row, field)).filter((value) => value !== null && value !== '');
      return texts.length > 0 ? String(texts[0]) : null;
    };
    if (!isKnownById) return add(header, named, nameOf(named));
    add(header, [ids, target.fields.get('id')!], (row) => this.idOf(target, row));
    const title = target.title === undefined ? undefined : target.fields.get(target.title);
    if (title && this.readable(target, title)) add(`${header}Name`, [title], nameOf([title]));
  }

  /** Columns of the lines of a record. */
  lines(child: Noun, as: string): void {
    for (const field of child.fields.values()) {
      if (field.input === 'system' || field.kind === 'many' || !this.readable(child, field)) continue;
      this.paths.push(`${as}.${field.name}`);
      const header = `${as}.${field.name}`;
      if (field.kind === 'link') this.reference(field, this.belowLinks, (_, below) => below, header);
      else {
        this.belowFields.add(field);
        this.push(header, (_, below) => below && scalar(field, valueOf(below, field)), field.kind === 'decimal');
      }
    }
  }
}

const reach = (row: GuardedRow, link: Field): GuardedRow | null =>
  row.readable(link.name) ? ((row.reached(link.name) as GuardedRow | null | undefined) ?? null) : null;

type Ids = readonly { source: string; id: string }[];
