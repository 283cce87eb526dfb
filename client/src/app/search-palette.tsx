import { Modal } from 'antd';
import { CornerDownLeft, Search } from 'lucide-react';
import { Fragment, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useFindQuery } from '../generated/graphql';
import { highlighted } from '../lib/highlight';
import { useDebounced } from '../lib/use-debounced';
import { Avatar } from '../ui/avatar';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { hitsOf } from './find-hits';
import { destinationsOf } from './navigation';
import { useSession } from './session';

/** Records and pages by a few letters. It finds only what the person may see: the server searches their view. */
export default function SearchPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me, rules } = useSession();
  const [text, setText] = useState('');
  // What an input method is still composing is not what is looked for.
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const search = useDebounced(typed.trim(), 140);
  const { data, previousData, loading, error } = useFindQuery({
    variables: {
      search,
      customers: rules.customer.readable,
      opportunities: rules.opportunity.readable,
      orders: rules.order.readable,
      tickets: rules.ticket.readable,
      products: rules.product.readable,
    },
    skip: search === '',
    fetchPolicy: 'network-only',
  });
  const found = search === '' ? [] : hitsOf(data ?? previousData);
  const pages = destinationsOf(me, rules).filter(({ label }) =>
    t(label).toLowerCase().includes(typed.trim().toLowerCase()),
  );
  const targets = [...found.map(({ to }) => to), ...pages.map(({ path }) => path)];

  const open = (to: string | undefined) => {
    if (to === undefined) return;
    onClose();
    void navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return; // the keys are the input method's
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((at) => (at + step + targets.length) % Math.max(targets.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(targets[active]);
    }
  };
  const type = (value: string) => {
    setTyped(value);
    setActive(0);
  };
  const option = (index: number) => ({
    id: `hit-${index}`,
    role: 'option',
    'aria-selected': index === active,
    className: 'palette-item',
    onMouseEnter: () => setActive(index),
    onClick: () => open(targets[index]),
  });
  const settling = search !== '' && (loading || search !== typed.trim());

  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      style={{ top: 72 }}
      className="palette"
      title={null}
      aria-label={t('search.title')}
    >
      <div className="palette-input">
        <Search size={17} aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="palette-hits"
          aria-activedescendant={`hit-${active}`}
          aria-label={t('search.title')}
          placeholder={t('search.prompt')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (!(event.nativeEvent as InputEvent).isComposing) type(event.target.value);
          }}
          onCompositionEnd={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <kbd>esc</kbd>
      </div>
      <div className="palette-list" id="palette-hits" role="listbox" aria-busy={settling} data-settled={!settling}>
        {error && <Failure error={error} compact />}
        {settling && found.length === 0 && <SkeletonLines lines={4} />}
        {found.map((hit, index) => (
          <Fragment key={hit.key}>
            {hit.group !== found[index - 1]?.group && (
              <div className="palette-group">
                {t(hit.group === 'contacts' ? 'search.contacts' : `${hit.group}.title`)}
              </div>
            )}
            <div {...option(index)}>
              <Avatar name={hit.name} square={hit.square} />
              <span>{hit.name === null ? t('value.unnamed') : <Marked text={hit.name} search={search} />}</span>
              <small className="num">
                <Marked text={hit.detail} search={search} />
              </small>
            </div>
          </Fragment>
        ))}
        {search !== '' && !settling && !error && found.length === 0 && (
          <p className="palette-none">{t('search.none', { text: search })}</p>
        )}
        {pages.length > 0 && <div className="palette-group">{t('search.pages')}</div>}
        {pages.map(({ path, label, icon: Icon }, at) => (
          <div key={path} {...option(found.length + at)}>
            <Icon size={16} aria-hidden />
            <span>{t(label)}</span>
          </div>
        ))}
      </div>
      <div className="palette-foot">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t('list.keyMove')}
        </span>
        <span>
          <kbd>
            <CornerDownLeft size={10} aria-hidden />
          </kbd>{' '}
          {t('list.keyOpen')}
        </span>
      </div>
    </Modal>
  );
}

/** A shown text with what was looked for marked in it. */
function Marked({ text, search }: { text: string; search: string }) {
  return highlighted(text, search).map(({ text: piece, marked }, i) =>
    marked ? <mark key={i}>{piece}</mark> : <Fragment key={i}>{piece}</Fragment>,
  );
}
