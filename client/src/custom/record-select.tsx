import { Select } from 'antd';
import { useState } from 'react';
import { useRecordChoicesQuery } from '../generated/graphql';
import { useDebounced } from '../lib/use-debounced';

interface RecordSelectProps {
  /** Type of the records to choose from, e.g. `Product`. */
  type: string;
  /** Public id. */
  value: string;
  /** The record that is chosen already, which need not be among those found. */
  chosen?: { id: string; name: string | null } | null;
  onChange: (value: unknown) => void;
  id?: string;
  autoFocus?: boolean;
  placeholder?: string;
  'aria-label'?: string;
}

const lists = {
  Customer: 'customers',
  Contact: 'contacts',
  Product: 'products',
  Opportunity: 'opportunities',
  Order: 'orders',
  Ticket: 'tickets',
  Activity: 'activities',
} as const;

const isListed = (type: string): type is keyof typeof lists => Object.hasOwn(lists, type);

/** A record of the person's own view, found by typing. */
export function RecordSelect({ type, value, chosen, onChange, ...rest }: RecordSelectProps) {
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), 250);
  const { data, loading } = useRecordChoicesQuery({
    variables: {
      search: search || null,
      customer: type === 'Customer',
      contact: type === 'Contact',
      product: type === 'Product',
      opportunity: type === 'Opportunity',
      order: type === 'Order',
      ticket: type === 'Ticket',
      activity: type === 'Activity',
    },
    skip: !isListed(type),
  });
  const found = (isListed(type) && data?.[lists[type]]?.nodes) || [];
  const known = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      {...rest}
      showSearch={{ filterOption: false, onSearch: setText }}
      allowClear
      loading={loading}
      options={known.map(({ id, name }) => ({ value: id, label: name ?? '…' }))}
      value={value || undefined}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}
