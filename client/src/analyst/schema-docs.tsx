import { Input } from 'antd';
import { ArrowLeft } from 'lucide-react';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SchemaDocsProps {
  schema: GraphQLSchema;
}

type Entry = GraphQLField<unknown, unknown> | GraphQLInputField;

/** Types and fields of the schema with their descriptions, to look through while one writes a question. */
export default function SchemaDocs({ schema }: SchemaDocsProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState<readonly string[]>([]);
  const [search, setSearch] = useState('');
  const type = schema.getType(path.at(-1) ?? 'Query');
  const wanted = search.trim().toLowerCase();
  const go = (name: string) => {
    setPath([...path, name]);
    setSearch('');
  };
  return (
    <aside className="docs" aria-label={t('query.docs')}>
      <header>
        {path.length > 0 && (
          <button
            type="button"
            className="bare"
            aria-label={t('query.docsBack')}
            onClick={() => setPath(path.slice(0, -1))}
          >
            <ArrowLeft size={14} aria-hidden />
          </button>
        )}
        <strong>{type?.name}</strong>
      </header>
      <Input
        size="small"
        allowClear
        value={search}
        placeholder={t('query.docsSearch')}
        aria-label={t('query.docsSearch')}
        onChange={(event) => setSearch(event.target.value)}
      />
      {type?.description && <p>{type.description}</p>}
      {wanted.length > 1 && <Elsewhere schema={schema} but={type} wanted={wanted} onType={go} />}
      <ul>
        {entriesOf(type)
          .filter(({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(wanted))
          .map((entry) => (
            <EntryItem key={entry.name} entry={entry} onType={go} />
          ))}
        {isEnumType(type) &&
          type.getValues().map(({ name, description }) => (
            <li key={name}>
              <code>{name}</code> {description}
            </li>
          ))}
      </ul>
    </aside>
  );
}

/** Most hits in other types: who sees more than these writes more of the name. */
const mostElsewhere = 30;

interface ElsewhereProps {
  schema: GraphQLSchema;
  but: GraphQLNamedType | undefined;
  /** In small letters. */
  wanted: string;
  onType: (name: string) => void;
}

/** Fields and values of that name in all other types, those that begin with it first. */
function Elsewhere({ schema, but, wanted, onType }: ElsewhereProps) {
  const { t } = useTranslation();
  const hits = Object.values(schema.getTypeMap())
    .filter((type) => type !== but && !type.name.startsWith('__'))
    .flatMap((type) => namesOf(type).map((name) => ({ type: type.name, name })))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)));
  if (hits.length === 0) return null;
  return (
    <details open={entriesOf(but).every(({ name }) => !name.toLowerCase().includes(wanted))}>
      <summary>{t('query.docsElsewhere')}</summary>
      <ul>
        {hits.slice(0, mostElsewhere).map(({ type, name }) => (
          <li key={`${type}.${name}`}>
            <button type="button" className="bare link" onClick={() => onType(type)}>
              {type}
            </button>
            .<code>{name}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

const namesOf = (type: GraphQLNamedType): string[] =>
  isEnumType(type) ? type.getValues().map(({ name }) => name) : entriesOf(type).map(({ name }) => name);

const entriesOf = (type: GraphQLNamedType | undefined): Entry[] =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values<Entry>(type.getFields()) : [];

const isOpen = (type: GraphQLNamedType): boolean =>
  isObjectType(type) || isInputObjectType(type) || isEnumType(type) || isInterfaceType(type);

function EntryItem({ entry, onType }: { entry: Entry; onType: (name: string) => void }) {
  const args = 'args' in entry ? entry.args : [];
  return (
    <li>
      <code>{entry.name}</code>
      {args.length > 0 && (
        <small>
          (
          {args.map((arg, i) => (
            <span key={arg.name}>
              {i > 0 && ', '}
              {arg.name}: <TypeLink type={getNamedType(arg.type)} text={String(arg.type)} onType={onType} />
            </span>
          ))}
          )
        </small>
      )}
      {': '}
      <TypeLink type={getNamedType(entry.type)} text={String(entry.type)} onType={onType} />
      {entry.description && <p>{entry.description}</p>}
    </li>
  );
}

function TypeLink({ type, text, onType }: { type: GraphQLNamedType; text: string; onType: (name: string) => void }) {
  if (!isOpen(type)) return <span className="docs-type">{text}</span>;
  return (
    <button type="button" className="bare link" onClick={() => onType(type.name)}>
      {text}
    </button>
  );
}
