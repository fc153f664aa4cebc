package io.kloigos.core.storage;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.hypervisor.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.UUID;

/** Content that is written into volumes: by one caller at a time each, whichever instance serves them. */
final class VolumeUploads {
    /** How long one that died, or whose sender says nothing, keeps others out. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration RENEWED = Duration.ofSeconds(5);

    private final Database database;

    VolumeUploads(Database database) {
        this.database = database;
    }

    /** {@code CONFLICT} while somebody writes into the volume. */
    Upload begin(Caller caller, VolumeId volume) {
        UUID id = UUID.randomUUID();
        database.run(tx -> {
            VolumeUploadMapper uploads = tx.mapper(VolumeUploadMapper.class);
            uploads.dropExpired(volume);
            if (uploads.insert(volume, id, caller.actor(), LEASE.toSeconds()) == 0) {
                refuse(tx, volume);
            }
        });
        return new Upload(id, volume);
    }

    /** {@code CONFLICT} while somebody writes into the volume. */
    static void refuse(Transaction tx, VolumeId volume) {
        String actor = tx.mapper(VolumeUploadMapper.class).actor(volume);
        if (actor != null) {
            throw KloigosException.conflict("Volume " + volume.place() + " on " + volume.hostId()
                    + " is being written to by " + actor + ". Try again when that has ended; one that broke off ends "
                    + LEASE.toSeconds() + " s later.");
        }
    }

    /** One that goes on. */
    final class Upload implements AutoCloseable {
        private final UUID id;
        private final VolumeId volume;
        private long renewedAt = System.nanoTime();

        private Upload(UUID id, VolumeId volume) {
            this.id = id;
            this.volume = volume;
        }

        /** The content, whose reading keeps the volume for this one. */
        Content keepingIt(Content content) {
            return new Content() {
                @Override
                public long sizeBytes() {
                    return content.sizeBytes();
                }

                @Override
                public InputStream open() throws IOException {
                    return new FilterInputStream(content.open()) {
                        @Override
                        public int read(byte[] bytes, int offset, int length) throws IOException {
                            int count = in.read(bytes, offset, length);
                            renew();
                            return count;
                        }
                    };
                }
            };
        }

        private void renew() {
            long now = System.nanoTime();
            if (now - renewedAt < RENEWED.toNanos()) {
                return;
            }
            renewedAt = now;
            boolean lost =
                    database.transact(tx -> tx.mapper(VolumeUploadMapper.class).renew(id, LEASE.toSeconds())) == 0;
            if (lost) {
                throw KloigosException.conflict("Nothing came for volume " + volume.place() + " for more than "
                        + LEASE.toSeconds() + " s, and somebody else began to write to it. Send all of it again.");
            }
        }

        @Override
        public void close() {
            database.run(tx -> tx.mapper(VolumeUploadMapper.class).delete(id));
        }
    }
}
