import { Button } from 'antd';
import { CloudOff } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state';

/** Shown when a page itself broke, most often because a newer version was put in place while the tab was open. */
function PageError() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <EmptyState
        icon={<CloudOff size={22} />}
        title={t('page.broken.title')}
        text={t('page.broken.text')}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('page.broken.action')}
          </Button>
        }
      />
    </div>
  );
}

/** Keeps a broken page from becoming an empty one. */
export class PageBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <PageError /> : this.props.children;
  }
}
