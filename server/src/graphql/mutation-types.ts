import type { Field, Noun, NounRegistry } from '../model/registry';
import { declareInput, declareObject, type ArgSpec, type FieldSpec, type TypeRef } from './declare';
import type { OutputTypes } from './output-types';
import * as t from './shared-types';
import type { TypeStore } from './type-store';

/** What changes of each noun take and answer. */
export class MutationTypes {
  constructor(
    private readonly store: TypeStore,
    private readonly nouns: NounRegistry,
    private readonly outputs: OutputTypes,
  ) {}

  /** The operations that change records of a noun. */
  mutations(noun: Noun): FieldSpec[] {
    const name = noun.typeName;
    const payload = this.store.ref(`${name}Payload`, () =>
      declareObject(`${name}Payload`, 'The record as the caller sees it after the change.', [
        { name: noun.name, type: this.outputs.object(noun) },
      ]),
    );
    const input = (type: TypeRef): ArgSpec[] => [{ name: 'input', type, nullable: false }];
    const create = this.createInput(noun);
    const update = this.store.ref(`Update${name}Input`, () =>
      declareInput(`Update${name}Input`, 'Absent means unchanged, null means cleared.', [
        { name: 'id', type: t.Id, nullable: false },
        { name: 'version', type: t.Int, nullable: false, description: 'The version that was read.' },
        ...inputFields(noun, 'update').map((field) => ({ ...this.inputField(field), nullable: true })),
      ]),
    );
    const specs: FieldSpec[] = [
      { name: `create${name}`, type: payload, args: input(create) },
      { name: `update${name}`, type: payload, args: input(update) },
    ];
    if (noun.features.softDelete) {
      specs.push({
        name: `delete${name}`,
        type: payload,
        args: input(() => t.DeleteInput),
        description: 'Soft: it can be restored.',
      });
      specs.push({ name: `restore${name}`, type: payload, args: input(() => t.DeleteInput) });
    }
    if (noun.features.externalIds) {
      const plural = noun.plural[0]!.toUpperCase() + noun.plural.slice(1);
      const item = this.store.ref(`Upsert${name}Item`, () =>
        declareInput(`Upsert${name}Item`, 'One record by its external id.', [
          { name: 'externalId', type: t.Str, nullable: false },
          { name: 'values', type: create, nullable: false },
        ]),
      );
      const upsert = this.store.ref(`Upsert${plural}Input`, () =>
        declareInput(`Upsert${plural}Input`, 'Up to 1,000 items; the source of the ids comes from the credential.', [
          { name: 'items', type: t.listOf(item), nullable: false },
        ]),
      );
      specs.push({
        name: `upsert${plural}`,
        type: () => t.UpsertPayload,
        args: input(upsert),
        description: 'Creates or updates each item by its external id; each happens whole or not at all.',
      });
    }
    return specs;
  }

  private createInput(noun: Noun): TypeRef {
    return this.store.ref(`Create${noun.typeName}Input`, () =>
      declareInput(
        `Create${noun.typeName}Input`,
        `A new ${noun.label.en.toLowerCase()}.`,
        inputFields(noun, 'create').map((field) => this.inputField(field)),
      ),
    );
  }

  private inputField(field: Field): FieldSpec {
    const nullable = !(field.required && field.default === undefined);
    const { description } = field;
    if (field.kind === 'link') return { name: `${field.name}Id`, type: t.Id, nullable, description };
    if (field.kind === 'dictionary') return { name: field.name, type: t.Str, nullable, description };
    if (field.kind === 'phones') return { name: field.name, type: t.listOf(() => t.PhoneInput), description };
    if (field.kind === 'emails') return { name: field.name, type: t.listOf(() => t.EmailInput), description };
    if (field.kind === 'addresses') return { name: field.name, type: t.listOf(() => t.AddressInput), description };
    if (field.kind === 'many') {
      const target = this.nouns.get(field.to!);
      const item = this.store.ref(`${target.typeName}Input`, () =>
        declareInput(
          `${target.typeName}Input`,
          target.description,
          inputFields(target, 'create').map((of) => this.inputField(of)),
        ),
      );
      return { name: field.name, type: t.listOf(item), description };
    }
    return { name: field.name, type: this.outputs.outputType(field), nullable, description };
  }
}

/** Fields that the create or update input of a noun takes. */
export const inputFields = (noun: Noun, action: 'create' | 'update'): Field[] =>
  [...noun.fields.values()].filter((field) => {
    if (field.kind === 'derived' || field.kind === 'externalIds' || (field.kind === 'many' && !field.owned))
      return false;
    const input = field.input ?? 'both';
    return input === 'both' || (action === 'create' && input === 'create');
  });
