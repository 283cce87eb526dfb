import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { changeCount, ruleDraft, useDraft } from './draft';

/** Says on every page of administration that changes wait, and leads to where they are checked and saved. */
export function DraftTray() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const count = changeCount(useDraft());
  if (count === 0 || pathname.endsWith('/admin/check')) return null;
  return (
    <div className="draft-tray" role="status" data-testid="draft-tray">
      <span>{t('admin.draft.count', { count })}</span>
      <Button type="text" onClick={ruleDraft.clear}>
        {t('admin.draft.discard')}
      </Button>
      <Link className="ant-btn ant-btn-primary ant-btn-variant-solid draft-check" to="/admin/check">
        {t('admin.draft.check')}
      </Link>
    </div>
  );
}
