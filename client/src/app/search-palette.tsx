import { Modal } from 'antd';
import { CornerDownLeft, Search } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useFindCustomersQuery } from '../generated/graphql';
import { formatPhone } from '../lib/format';
import { useDebounced } from '../lib/use-debounced';
import { Avatar } from '../ui/avatar';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { Tag, toneOf } from '../ui/tag';
import { destinationsOf } from './navigation';
import { useSession } from './session';

interface Hit {
  key: string;
  to: string;
}

/** Records and pages by a few letters. It finds only what the person may see: the server searches their view. */
export default function SearchPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me, rules } = useSession();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const search = useDebounced(text.trim(), 160);
  const { data, previousData, loading, error } = useFindCustomersQuery({
    variables: { search },
    skip: search === '',
    fetchPolicy: 'network-only',
  });
  const found = search === '' ? [] : ((data ?? previousData)?.customers.nodes ?? []);
  const pages = destinationsOf(me, rules).filter(({ label }) =>
    t(label).toLowerCase().includes(text.trim().toLowerCase()),
  );
  const hits: Hit[] = [
    ...found.map(({ id }) => ({ key: id, to: `/customers/${id}` })),
    ...pages.map(({ path }) => ({ key: path, to: path })),
  ];

  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(hit.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((at) => (at + step + hits.length) % Math.max(hits.length, 1));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      open(hits[active]);
    }
  };
  const option = (hit: Hit, index: number) => ({
    id: `hit-${index}`,
    role: 'option',
    'aria-selected': index === active,
    className: 'palette-item',
    onMouseEnter: () => setActive(index),
    onClick: () => open(hit),
  });
  const settling = search !== '' && (loading || search !== text.trim());

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
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>esc</kbd>
      </div>
      <div className="palette-list" id="palette-hits" role="listbox" aria-busy={settling} data-settled={!settling}>
        {error && <Failure error={error} compact />}
        {settling && found.length === 0 && <SkeletonLines lines={4} />}
        {found.length > 0 && <div className="palette-group">{t('customers.title')}</div>}
        {found.map((customer, index) => (
          <div key={customer.id} {...option({ key: customer.id, to: `/customers/${customer.id}` }, index)}>
            <Avatar name={customer.name} square={customer.kind === 'COMPANY'} />
            <span>
              {customer.name ?? t('value.unnamed')}{' '}
              <small>{[customer.code, customer.region?.name].filter(Boolean).join(' · ')}</small>
            </span>
            <small className="num">
              {customer.tier ? (
                <Tag tone={toneOf(customer.tier.key)}>{customer.tier.name}</Tag>
              ) : (
                formatPhone(customer.primaryPhone ?? '')
              )}
            </small>
          </div>
        ))}
        {search !== '' && !settling && !error && found.length === 0 && (
          <p className="palette-none">{t('search.none', { text: search })}</p>
        )}
        {pages.length > 0 && <div className="palette-group">{t('search.pages')}</div>}
        {pages.map(({ path, label, icon: Icon }, at) => (
          <div key={path} {...option({ key: path, to: path }, found.length + at)}>
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
