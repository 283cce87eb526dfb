import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../ui/empty-state';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<Compass size={22} />}
      title={t('page.notFound.title')}
      text={t('page.notFound.text')}
      action={
        <Link className="link" to="/">
          {t('page.notFound.action')}
        </Link>
      }
    />
  );
}
