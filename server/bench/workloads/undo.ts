import type { Dataset } from '../dataset';
import { openDatabase } from '../../src/database/open-database';
import { momentOf } from '../company/load-floor';

/** Puts the customers that W7 changes back to what the company was loaded with, in both sets of tables. */
export async function undoWrites({ kehuUrl, floorUrl, facts }: Dataset): Promise<void> {
  const kehu = openDatabase(kehuUrl);
  const floor = openDatabase(floorUrl);
  try {
    await kehu.transaction(async (tx) => {
      for (const { number, industry, updatedAt } of facts.ofRep.flat()) {
        await tx.run('UPDATE customers SET industry = ?, updated_at = ?, version = 1 WHERE pk = ? AND version <> 1', [
          industry,
          updatedAt,
          number,
        ]);
      }
      await tx.run('DELETE FROM history WHERE noun = ?', ['customer']);
    });
    await floor.transaction(async (tx) => {
      for (const { number, industry, updatedAt } of facts.ofRep.flat()) {
        await tx.run('UPDATE customers SET industry = ?, updated_at = ? WHERE id = ?', [
          industry,
          momentOf(floor.dialect, updatedAt),
          number,
        ]);
      }
      await tx.run('DELETE FROM audit_log');
    });
  } finally {
    await kehu.close();
    await floor.close();
  }
}
