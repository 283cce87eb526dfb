import { useApolloClient } from '@apollo/client/react';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { customFormFields, customFormValue } from '../custom/custom-form';
import { CustomValue, customValuesOf } from '../custom/custom-value';
import type { CustomField } from '../custom/use-custom-fields';
import { isShown, isWritable } from '../customers/customer-form-fields';
import FieldInput from '../customers/field-input';
import { sameValue } from '../lib/conflict';
import { readError } from '../lib/errors';
import { Guarded } from '../ui/guarded';
import { toast } from '../ui/toast';
import { InPlaceForm } from './in-place-form';
import type { AnyRecord, RecordType } from './record-kinds';
import { saveAdded } from './save-added';

interface AddedLineProps {
  type: RecordType;
  record: AnyRecord;
  field: CustomField;
  onSaved: () => void;
}

/** A field that was added, as this person may see it: a pencil where it may be changed, a lock where it may not be seen. */
export function AddedLine({ type, record, field, onSaved }: AddedLineProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  if (editing) {
    const close = () => setEditing(false);
    return <AddedEditor type={type} record={record} field={field} onSaved={onSaved} onClose={close} />;
  }
  return (
    <>
      <span className="profile-value">
        <Guarded type={type} id={record.id} access={record.access} field={field.name} label={field.label}>
          <CustomValue field={field} value={customValuesOf(record)[field.key]} currency={record.currency ?? null} />
        </Guarded>
      </span>
      {isWritable(record.access, field.name) && (
        <button
          type="button"
          className="bare pencil"
          aria-label={t('record.editField', { field: field.label })}
          onClick={() => setEditing(true)}
        >
          <Pencil size={12} aria-hidden />
        </button>
      )}
    </>
  );
}

function AddedEditor({ type, record, field, onSaved, onClose }: AddedLineProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useApolloClient();
  // The record as it was when the pencil was taken up: what somebody else saves meanwhile must show as a conflict.
  const [base, setBase] = useState(record);
  const [control] = customFormFields([field]);
  const shown = isShown(base.access, field.name);
  const before = shown ? customFormValue(field, customValuesOf(base)) : null;
  const [value, setValue] = useState(before);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!control) return null;

  const submit = async () => {
    if (shown && sameValue(before, value)) return onClose();
    setBusy(true);
    try {
      const theirs = await saveAdded(client, { type, base, field, key: control.key, value });
      if (theirs) {
        setBase(theirs);
        setProblem(t('record.overtaken'));
        return;
      }
      toast.success(t('record.saved'));
      onSaved();
      onClose();
    } catch (error) {
      const { code, message: sentence, fields } = readError(error);
      setProblem(Object.values(fields)[0] ?? (sentence || t(`error.${code}`)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <InPlaceForm
      busy={busy}
      problem={
        problem && (
          <>
            {problem}{' '}
            {base !== record && (
              <CustomValue field={field} value={customValuesOf(base)[field.key]} currency={base.currency ?? null} />
            )}
          </>
        )
      }
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <FieldInput
        field={control}
        value={value}
        onChange={setValue}
        autoFocus
        label={field.label}
        chosen={customValuesOf(base)[field.key]}
        placeholder={shown ? undefined : t('form.hiddenValue')}
      />
    </InPlaceForm>
  );
}
