import { Link } from 'react-router';
import { Nothing } from './values';

/** A customer's name as the way to its page; nothing where the customer is not in the reader's view. */
export function CustomerLink({ customer }: { customer: { id: string; name: string | null } | null }) {
  if (!customer) return <Nothing />;
  return (
    <Link
      className="quiet-link cell-clip"
      to={`/customers/${customer.id}`}
      onClick={(event) => event.stopPropagation()}
    >
      {customer.name ?? '–'}
    </Link>
  );
}
