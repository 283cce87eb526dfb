import { Button, Modal } from 'antd';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SecretOnceProps {
  title: string;
  text: string;
  secret: string;
  onClose: () => void;
}

/** A password or key that is shown this once: it closes only by the button that says that it was taken. */
export function SecretOnce({ title, text, secret, onClose }: SecretOnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // Without a clipboard the text can still be selected by hand.
    }
  };
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={480}
      footer={
        <Button type="primary" onClick={onClose} data-testid="secret-taken">
          {t('admin.secret.taken')}
        </Button>
      }
    >
      <p>{text}</p>
      <div className="secret">
        <code data-testid="secret">{secret}</code>
        <Button icon={copied ? <Check size={14} /> : <Copy size={14} />} onClick={() => void copy()}>
          {t(copied ? 'admin.secret.copied' : 'admin.secret.copy')}
        </Button>
      </div>
      <p className="admin-note">{t('admin.secret.once')}</p>
    </Modal>
  );
}
