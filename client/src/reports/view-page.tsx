import { useParams } from 'react-router';
import { NotFound } from '../app/not-found';
import { useSavedItemsQuery } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { AnswerBody } from './answer-body';

/** One saved item as it answers to whoever looks: for those who run no queries of their own. */
export default function ViewPage() {
  const { id } = useParams();
  const { data } = useSavedItemsQuery();
  if (!data) return <SkeletonLines lines={6} />;
  const item = data.savedItems.find((one) => one.id === id);
  if (!item) return <NotFound />;
  return (
    <section className="card pinned viewed" aria-label={item.name}>
      <header className="card-head">
        <h2>{item.name}</h2>
      </header>
      <div className="pinned-body">
        <AnswerBody item={item} />
      </div>
    </section>
  );
}
