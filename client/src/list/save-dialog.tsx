import { Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { usePinItemMutation, useSaveItemMutation, type SavedKind, type SavedPartsFragment } from '../generated/graphql';
import { readError } from '../lib/errors';
import { toast } from '../ui/toast';
import './save-dialog.css';

interface SaveDialogProps {
  kind: SavedKind;
  noun?: string;
  definition: unknown;
  suggested: string;
  onSaved: (item: SavedPartsFragment) => void;
  onClose: () => void;
}

/** Asks for a name and whom to share with. What is saved is the question: whoever opens it asks as themselves. */
export default function SaveDialog({ kind, noun, definition, suggested, onSaved, onClose }: SaveDialogProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [name, setName] = useState(suggested);
  const [pinned, setPinned] = useState(false);
  const [pin] = usePinItemMutation({ refetchQueries: ['PinnedItems'] });
  const [audience, setAudience] = useState('PRIVATE');
  const [save, { loading }] = useSaveItemMutation({ refetchQueries: ['SavedItems'] });
  const options = [
    { value: 'PRIVATE', label: t('saved.private') },
    ...me.teams.map((team) => ({ value: `TEAM:${team.id}`, label: t('saved.team', { name: team.name ?? '' }) })),
    ...me.roles.map((role) => ({
      value: `ROLE:${role}`,
      label: t('saved.role', { name: t(`role.${role}`, { defaultValue: role }) }),
    })),
    { value: 'EVERYONE', label: t('saved.everyone') },
  ];
  const run = async () => {
    const [who, of] = audience.split(/:(.*)/s) as [string, string?];
    const shared = {
      audience: who as 'PRIVATE',
      audienceRole: who === 'ROLE' ? of : null,
      audienceTeamId: who === 'TEAM' ? of : null,
    };
    try {
      const { data } = await save({ variables: { input: { kind, noun: noun ?? null, name, definition, ...shared } } });
      if (data && pinned) await pin({ variables: { id: data.saveItem.id, pinned } });
      if (data) onSaved(data.saveItem);
      toast.success(t('saved.done', { name }));
      onClose();
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  return (
    <Modal
      open
      title={t('saved.title')}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: name.trim() === '' }}
      confirmLoading={loading}
      onOk={() => void run()}
      onCancel={onClose}
      width={420}
    >
      <label className="save-field">
        {t('saved.name')}
        <Input
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => void run()}
          autoFocus
        />
      </label>
      <label className="save-field">
        {t('saved.audience')}
        <Select
          value={audience}
          onChange={setAudience}
          options={options}
          style={{ width: '100%' }}
          aria-label={t('saved.audience')}
        />
      </label>
      <Checkbox checked={pinned} onChange={(event) => setPinned(event.target.checked)}>
        {t('saved.pin')}
      </Checkbox>
      <p className="save-note">{t('saved.note')}</p>
    </Modal>
  );
}
