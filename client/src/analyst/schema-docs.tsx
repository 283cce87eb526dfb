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
