// Uploads a file and says how many chunks are through; somebody kills it.
import { DocumentUploader, FileUploadStore } from 'docprocessing-client';

const [baseUrl, token, file, store] = process.argv.slice(2);
await new DocumentUploader({ baseUrl, token, store: new FileUploadStore(store), parallelChunks: 2 }).uploadFile(file, {
  onChunkComplete: ({ completedChunks }) => console.log(`${completedChunks} chunks`),
}).done;
