import { ChevronLeft } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface PageHeadProps {
  title: string;
  /** What the page is for, in a sentence. */
  text?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
  badges?: ReactNode;
}

export function PageHead({ title, text, actions, back, badges }: PageHeadProps) {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = t('app.title', { page: title });
  }, [t, title, i18n.language]);
  return (
    <header className="admin-head">
      {back && (
        <Link className="admin-back" to={back.to}>
          <ChevronLeft size={14} aria-hidden />
          {back.label}
        </Link>
      )}
      <div className="admin-title">
        <h1>{title}</h1>
        {badges}
        {actions && <div className="admin-actions">{actions}</div>}
      </div>
      {text && <p>{text}</p>}
    </header>
  );
}
