import { KehuError } from '../errors/errors';

/** Open imports of one person, those among them whose file is on its way, and bytes of all of their files that are kept. */
const most = { open: 20, uploading: 3, bytes: 4 * 1024 ** 3 };

/** @throws KehuError RATE_LIMITED where a person's imports take more room than one may */
export function requireRoom(taken: Record<keyof typeof most, number>): void {
  if (taken.open <= most.open && taken.uploading <= most.uploading && taken.bytes <= most.bytes) return;
  throw new KehuError('RATE_LIMITED', {
    en: `At most ${most.open} imports may be open, ${most.uploading} files on their way, and ${most.bytes / 1024 ** 3} GiB kept of each person. Finish or cancel some first.`,
    zh: `每人最多可有 ${most.open} 个未完成的导入、${most.uploading} 个正在上传的文件，文件总量不超过 ${most.bytes / 1024 ** 3} GiB，请先完成或取消部分导入。`,
  });
}
