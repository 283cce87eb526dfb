import { createBrowserRouter, Navigate } from 'react-router';
import { Frame } from './frame';
import { NotFound } from './not-found';
import { PageError } from './page-error';

/** Every page is its own chunk, so that the first list waits for nothing it does not show. */
export const router = createBrowserRouter([
  {
    path: '/sign-in',
    lazy: async () => ({ Component: (await import('../sign-in/sign-in-page')).SignInPage }),
    hydrateFallbackElement: <></>,
    errorElement: <PageError />,
  },
  {
    path: '/',
    element: <Frame />,
    errorElement: <PageError />,
    hydrateFallbackElement: <></>,
    children: [
      { index: true, element: <Navigate to="/customers" replace /> },
      {
        path: 'customers',
        lazy: async () => ({ Component: (await import('../customers/customers-page')).CustomersPage }),
      },
      {
        path: 'customers/:id',
        lazy: async () => ({ Component: (await import('../customers/customer-page')).CustomerPage }),
      },
      {
        path: 'opportunities',
        lazy: async () => ({ Component: (await import('../opportunities/opportunities-page')).OpportunitiesPage }),
      },
      { path: 'tickets', lazy: async () => ({ Component: (await import('../tickets/tickets-page')).TicketsPage }) },
      { path: 'orders', lazy: async () => ({ Component: (await import('../orders/orders-page')).OrdersPage }) },
      { path: 'products', lazy: async () => ({ Component: (await import('../products/products-page')).ProductsPage }) },
      { path: 'query', lazy: async () => ({ Component: (await import('../analyst/query-page')).QueryPage }) },
      { path: '*', element: <NotFound /> },
    ],
  },
]);
