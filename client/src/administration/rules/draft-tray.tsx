import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { changeCount, ruleDraft, useDraft } from './draft';

/** Says on every page of administration that changes wait, and leads to where they are checked and saved. */
export function DraftTray() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const count = changeCount(useDraft());
  if (count === 0 || pathname.endsWith('/admin/check')) return null;
  return (
    <div className="draft-tray" role="status" data-testid="draft-tray">
      <span>{t('admin.draft.count', { count })}</span>
      <Button type="text" onClick={ruleDraft.clear}>
        {t('admin.draft.discard')}
      </Button>
      <Button type="primary" onClick={() => void navigate('/admin/check')}>
        {t('admin.draft.check')}
      </Button>
    </div>
  );
}
