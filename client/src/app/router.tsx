import { lazy, Suspense, type ComponentType } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { addWords } from '../i18n';
import { Frame } from './frame';
import { Home } from './home';
import { NotFound } from './not-found';
import { PageBoundary } from './page-error';

/** Every page is its own chunk, so that the first list waits for nothing it does not show. */
function page<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const SignInPage = page(() => import('../sign-in/sign-in-page'), 'SignInPage');
const CustomersPage = page(() => import('../customers/customers-page'), 'CustomersPage');
const CustomerPage = page(async () => {
  const [module] = await Promise.all([import('../customers/customer-page'), addWords('record', 'duplicates')]);
  return module;
}, 'CustomerPage');
const OpportunitiesPage = page(() => import('../opportunities/opportunities-page'), 'OpportunitiesPage');
const TicketsPage = page(() => import('../tickets/tickets-page'), 'TicketsPage');
const OrdersPage = page(() => import('../orders/orders-page'), 'OrdersPage');
const ProductsPage = page(() => import('../products/products-page'), 'ProductsPage');
const Administration = page(async () => {
  const [module] = await Promise.all([import('../administration/administration'), addWords('administration')]);
  return module;
}, 'Administration');
const Imports = page(async () => {
  const [module] = await Promise.all([import('../imports/imports'), addWords('imports')]);
  return module;
}, 'Imports');
const DuplicatesPage = page(async () => {
  const [module] = await Promise.all([import('../duplicates/duplicates-page'), addWords('record', 'duplicates')]);
  return module;
}, 'DuplicatesPage');
const Reports = page(async () => {
  const [module] = await Promise.all([import('../reports/reports'), addWords('analysis', 'saved')]);
  return module;
}, 'Reports');
const QueryPage = page(async () => {
  const [module] = await Promise.all([import('../analyst/query-page'), addWords('analysis', 'saved')]);
  return module;
}, 'QueryPage');

export function Router() {
  return (
    // Without transitions: Apollo's queries follow the address at once. In a transition the old and the new address are
    // drawn side by side, and their queries would take turns for ever.
    <BrowserRouter useTransitions={false}>
      <PageBoundary>
        <Suspense fallback={null}>
          <Routes>
            <Route path="/sign-in" element={<SignInPage />} />
            <Route path="/" element={<Frame />}>
              <Route index element={<Home />} />
              <Route path="customers" element={<CustomersPage />} />
              <Route path="customers/:id" element={<CustomerPage />} />
              <Route path="opportunities" element={<OpportunitiesPage />} />
              <Route path="tickets" element={<TicketsPage />} />
              <Route path="orders" element={<OrdersPage />} />
              <Route path="products" element={<ProductsPage />} />
              <Route path="duplicates" element={<DuplicatesPage />} />
              <Route path="dashboard/*" element={<Reports />} />
              <Route path="query" element={<QueryPage />} />
              <Route path="imports/*" element={<Imports />} />
              <Route path="admin/*" element={<Administration />} />
              <Route path="*" element={<NotFound />} />
            </Route>
          </Routes>
        </Suspense>
      </PageBoundary>
    </BrowserRouter>
  );
}
