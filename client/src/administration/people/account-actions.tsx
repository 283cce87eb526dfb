import { Button } from 'antd';
import { Eye, KeyRound, LogOut, Power } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreviewAs } from '../../app/preview-as';
import { useSession } from '../../app/session';
import {
  useChangeAccountMutation,
  useEndSessionsMutation,
  useResetPasswordMutation,
  type AccountPartsFragment,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import ConfirmDialog from '../../ui/confirm-dialog';
import { toast } from '../../ui/toast';

interface AccountActionsProps {
  account: AccountPartsFragment;
  /** The account is not this administrator's to change. */
  closed: boolean;
  onChanged: () => void;
  onClose: () => void;
  onSecret: (password: string, validUntil: string) => void;
}

type Asked = 'reset' | 'end' | 'disable';

/** What can be done about a user's way in: look through their eyes, new password, out everywhere, off and on. */
export function AccountActions({ account, closed, onChanged, onClose, onSecret }: AccountActionsProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { start } = usePreviewAs();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [change] = useChangeAccountMutation();
  const [reset] = useResetPasswordMutation();
  const [end] = useEndSessionsMutation();
  const name = account.name ?? account.email ?? '';

  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
      onChanged();
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  const switchTo = (disabled: boolean) =>
    guarded(async () => {
      await change({ variables: { input: { id: account.id, disabled } } });
      toast.success(t(disabled ? 'admin.users.disabled' : 'admin.users.enabled', { name }));
      onClose();
    });
  const work: Record<Asked, () => Promise<void>> = {
    disable: () => switchTo(true),
    reset: () =>
      guarded(async () => {
        const { data } = await reset({ variables: { id: account.id } });
        if (data) onSecret(data.resetPassword.oneTimePassword, data.resetPassword.validUntil);
      }),
    end: () =>
      guarded(async () => {
        const { data } = await end({ variables: { id: account.id } });
        toast.success(t('admin.users.ended', { count: data?.endSessions.ended ?? 0 }));
      }),
  };

  const mayLook = me.rights.includes('explain:others') && account.id !== me.id && !account.disabled;
  if (closed && !mayLook) return null;
  return (
    <section className="admin-doings" aria-label={t('admin.users.doings')}>
      {mayLook && (
        <Button icon={<Eye size={14} />} onClick={() => start({ id: account.id, name })}>
          {t('admin.users.previewAs')}
        </Button>
      )}
      {!closed && (
        <>
          <Button icon={<KeyRound size={14} />} onClick={() => setAsked('reset')}>
            {t('admin.users.reset')}
          </Button>
          <Button icon={<LogOut size={14} />} disabled={account.sessions === 0} onClick={() => setAsked('end')}>
            {t('admin.users.end')}
          </Button>
          {account.disabled ? (
            <Button icon={<Power size={14} />} onClick={() => void switchTo(false)}>
              {t('admin.users.enable')}
            </Button>
          ) : (
            <Button danger icon={<Power size={14} />} onClick={() => setAsked('disable')}>
              {t('admin.users.disable')}
            </Button>
          )}
        </>
      )}
      {asked && (
        <ConfirmDialog
          title={t(`admin.users.ask.${asked}.title`, { name })}
          text={t(`admin.users.ask.${asked}.text`)}
          confirm={t(`admin.users.ask.${asked}.confirm`)}
          onConfirm={work[asked]}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
