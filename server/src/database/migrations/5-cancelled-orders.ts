import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cancelled orders do not count in what a customer has bought: the stored sums are worked out again, once. */
export class CancelledOrders1764400000000 implements MigrationInterface {
  readonly name = 'CancelledOrders1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE customers SET lifetime_value = (SELECT COALESCE(SUM(o.total), 0) FROM orders o
        WHERE o.customer_pk = customers.pk AND o.deleted_at IS NULL AND o.currency = customers.currency
          AND o.status <> 'CANCELLED')
       WHERE pk IN (SELECT c.customer_pk FROM orders c WHERE c.status = 'CANCELLED')`,
    );
  }

  /** What counted before can be worked out again from the orders; nothing is lost. */
  async down(): Promise<void> {}
}
