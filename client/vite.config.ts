import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { trustedDocuments } from './codegen/trusted-documents';

const api = process.env.KEHU_API ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [react(), trustedDocuments()],
  server: {
    port: 5173,
    proxy: { '/graphql': { target: api, ws: true }, '/demo.json': api },
  },
  build: {
    target: 'es2022',
    outDir: 'dist',
    manifest: true,
    // Chunks are judged by scripts/check-budget.mjs, which measures what a first visit really loads.
    chunkSizeWarningLimit: 2000,
  },
});
