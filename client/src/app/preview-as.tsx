import { useApolloClient } from '@apollo/client/react';
import { Eye } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { lookThrough, lookingThrough, onLook, type LookedThrough } from './look';
import './preview-as.css';

interface PreviewAs {
  /** Through whose eyes the app is looked at now. */
  person: LookedThrough | null;
  start: (person: LookedThrough) => void;
  end: () => void;
}

/** Looking at the app through somebody else's eyes: everything seen before is forgotten on the way in and out. */
export function usePreviewAs(): PreviewAs {
  const client = useApolloClient();
  const navigate = useNavigate();
  const person = useSyncExternalStore(onLook, lookingThrough);
  const change = useCallback(
    async (next: LookedThrough | null, to: string) => {
      lookThrough(next);
      await navigate(to);
      // Queries of the page that stays open ask again, now with (or without) the other's eyes.
      await client.resetStore();
    },
    [client, navigate],
  );
  return {
    person,
    start: useCallback((next: LookedThrough) => void change(next, '/'), [change]),
    end: useCallback(() => void change(null, '/admin/users'), [change]),
  };
}

/** Stands above every page while somebody else's view is shown. */
export function PreviewBanner() {
  const { t } = useTranslation();
  const { person, end } = usePreviewAs();
  if (!person) return null;
  return (
    <div className="preview-banner" role="status" data-testid="preview-banner">
      <Eye size={15} aria-hidden />
      <span>{t('preview.banner', { name: person.name })}</span>
      <button type="button" className="bare" onClick={end}>
        {t('preview.end')}
      </button>
    </div>
  );
}
