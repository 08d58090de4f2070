package org.higher.internal.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written beside the one that it is to replace.
 *
 * <p>It is locked for as long as it is written. So one without a lock was left behind by a process
 * that was killed, and whoever writes the same file next removes it.
 */
public final class Draft implements AutoCloseable {
    /** Those of this process: to open and close one of them would give up its lock. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /** What a name may have, in bytes, so that a draft's name is not longer than systems allow. */
    private static final int LONGEST = 200;

    private static final int ATTEMPTS = 100;

    private final Path path;
    private final FileChannel channel;

    private Draft(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Starts a file beside this one, and removes what earlier processes have left there. */
    public static Draft create(Path target) throws IOException {
        removeAbandoned(target);
        for (int i = 0; i < ATTEMPTS; i++) {
            Path path = target.resolveSibling(prefix(target) + UUID.randomUUID() + ".tmp");
            OPEN.add(path);
            @Nullable FileChannel channel = null;
            boolean ours = false;
            try {
                channel =
                        FileChannel.open(
                                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                // Until here, another process could take it for abandoned.
                ours = isLocked(channel) && Files.exists(path);
            } finally {
                if (!ours) {
                    discard(path, channel);
                }
            }
            if (ours) {
                return new Draft(path, channel);
            }
        }
        throw new IOException(target + ": other processes remove what is written; try again");
    }

    /** Locks a file; true, too, where the file system knows no locks. */
    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException unsupported) {
            return true;
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Removes the file unless it was moved to its place. */
    @Override
    public void close() throws IOException {
        discard(path, channel);
    }

    private static void discard(Path path, @Nullable FileChannel channel) throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            OPEN.remove(path);
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static String prefix(Path target) {
        String name = target.getFileName().toString();
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? "." + name + "."
                : "." + name.substring(0, LONGEST / 4) + "-" + name.hashCode() + ".";
    }

    private static void removeAbandoned(Path target) {
        Pattern name =
                Pattern.compile(
                        Pattern.quote(prefix(target))
                                + "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.tmp");
        try (DirectoryStream<Path> drafts =
                Files.newDirectoryStream(
                        target.getParent(),
                        file -> name.matcher(file.getFileName().toString()).matches())) {
            for (Path draft : drafts) {
                removeIfAbandoned(draft);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They are only in the way: what is to be saved is more important.
        }
    }

    private static void removeIfAbandoned(Path draft) {
        if (OPEN.contains(draft) || !Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException | OverlappingFileLockException inUse) {
            // Somebody writes it, or removes it as we do.
        }
    }
}
