package org.higher.internal.io.file;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file as a whole: readers see the old contents or the new, whenever we crash.
 *
 * <p>Permissions, owner and group of the old file are kept; a symbolic link stays one, and the file
 * that it leads to is replaced, or created. Of two that write at once, the later one wins.
 */
public final class AtomicFile {
    /** As the kernel of Linux has it. */
    private static final int MOST_LINKS = 40;

    private AtomicFile() {}

    /** What is to be in the file. */
    public interface Contents {
        void writeTo(OutputStream out) throws IOException;
    }

    public static void write(Path file, Contents contents) throws IOException {
        Path target = target(file);
        check(target);
        // In the same folder, because only within a file system can a file be moved at once.
        try (Draft draft = Draft.create(target)) {
            // Before there is anything in it that others may not read.
            keepAttributes(target, draft.path());
            writeTo(target, draft.channel(), contents);
            // The contents reach the disk before the name does.
            draft.channel().force(true);
            Files.move(
                    draft.path(),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Writes what is to be in a file. */
    public static void writeTo(Path target, WritableByteChannel channel, Contents contents)
            throws IOException {
        OutputStream out = new OpenOutput(target, channel);
        contents.writeTo(out);
        out.flush();
    }

    /** A stream that leaves its channel open: as long as it is, the file is locked. */
    private static final class OpenOutput extends BufferedOutputStream {
        OpenOutput(Path target, WritableByteChannel channel) {
            super(new NamedOutput(target, Channels.newOutputStream(channel)), 1 << 16);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** Says which file it was that the disk had no room for. */
    private static final class NamedOutput extends FilterOutputStream {
        private final Path target;

        NamedOutput(Path target, OutputStream out) {
            super(out);
            this.target = target;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (ClosedChannelException interrupted) {
                throw interrupted;
            } catch (IOException e) {
                throw new IOException(
                        target
                                + ": "
                                + e.getMessage()
                                + "; it is as it was. Make room, or give another folder",
                        e);
            }
        }
    }

    /** The file that symbolic links lead to, which may not exist yet. */
    private static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        // Real, so that '..' after a link to a folder is understood as the system does.
        Path folder = target.getParent();
        return folder != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(target.getFileName())
                : target;
    }

    private static void check(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw refused(target, "it is a folder; give the name of a file");
        }
        Path folder = Objects.requireNonNull(target.getParent(), "only a root has none");
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(
                    target.toString(), null, "there is no folder " + folder + "; create it first");
        }
        if (Files.exists(target)) {
            if (!Files.isRegularFile(target)) {
                throw refused(target, "it is a device or a pipe; give the name of a file");
            }
            if (!Files.isWritable(target)) {
                throw refused(target, "it is read-only; make it writable, or give another name");
            }
        }
        if (!Files.isWritable(folder)) {
            throw refused(
                    target,
                    "nothing can be written into the folder "
                            + folder
                            + "; make it writable, or give another folder");
        }
    }

    private static FileSystemException refused(Path target, String why) {
        return new FileSystemException(target.toString(), null, why);
    }

    /** Gives a new file what the old one has, as far as the system lets us. */
    private static void keepAttributes(Path old, Path draft) throws IOException {
        if (!Files.exists(old)) {
            return;
        }
        PosixFileAttributeView from = posix(old);
        PosixFileAttributeView to = posix(draft);
        if (from == null || to == null) {
            return; // file systems without these
        }
        PosixFileAttributes kept = from.readAttributes();
        PosixFileAttributes own = to.readAttributes();
        try {
            if (!own.group().equals(kept.group())) {
                to.setGroup(kept.group());
            }
            if (!own.owner().equals(kept.owner())) {
                to.setOwner(kept.owner());
            }
        } catch (FileSystemException notAllowed) {
            // Only an administrator may give files away; ours then is our own, as a copy would be.
        }
        to.setPermissions(kept.permissions());
    }

    /** By the path: to open and close the file, as is done without links, would unlock it. */
    private static @Nullable PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }
}
