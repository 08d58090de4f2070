package org.higher.internal.gpu.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiled kernels in a folder of the user's, by all that they depend on.
 *
 * <p>The folder is that of {@code -Dhigher.kernel.cache}, nothing where that is {@code none}; else
 * {@code higher/kernels} in the place that the system has for such files. A file begins with a
 * digest of the rest, so one that was cut off is as good as none. What can't be read or written is
 * compiled each time.
 */
public final class BinaryCache {
    /** The system property that names a folder, or {@code none}. */
    public static final String PROPERTY = "higher.kernel.cache";

    private static final int DIGEST_BYTES = 32;

    private BinaryCache() {}

    /** A name for what depends on these texts and on nothing else. */
    public static String key(String... texts) {
        MessageDigest digest = digest();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) ' ');
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * What was kept under a key.
     *
     * @param driver the name of a folder
     */
    public static Optional<byte[]> read(String driver, String key) {
        try {
            Path file = file(driver, key);
            if (file == null || !Files.isRegularFile(file)) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length <= DIGEST_BYTES) {
                return Optional.empty();
            }
            byte[] binary = Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length);
            byte[] expected = Arrays.copyOf(bytes, DIGEST_BYTES);
            return Arrays.equals(digest().digest(binary), expected)
                    ? Optional.of(binary)
                    : Optional.empty();
        } catch (IOException | SecurityException unreadable) {
            return Optional.empty();
        }
    }

    /** Keeps a binary, if there is a place for it. */
    public static void write(String driver, String key, byte[] binary) {
        try {
            Path file = file(driver, key);
            if (file == null || binary.length == 0) {
                return;
            }
            Files.createDirectories(file.getParent());
            Path unfinished = Files.createTempFile(file.getParent(), key, ".part");
            try {
                byte[] bytes = Arrays.copyOf(digest().digest(binary), DIGEST_BYTES + binary.length);
                System.arraycopy(binary, 0, bytes, DIGEST_BYTES, binary.length);
                Files.write(unfinished, bytes);
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException | SecurityException noPlace) {
            // it is compiled again the next time
        }
    }

    private static @Nullable Path file(String driver, String key) {
        Path folder = folder(System.getProperty(PROPERTY), System.getenv("XDG_CACHE_HOME"));
        return folder == null ? null : folder.resolve(driver).resolve(key);
    }

    private static @Nullable Path folder(@Nullable String property, @Nullable String caches) {
        if (property != null && !property.isBlank()) {
            return property.equals("none") ? null : Path.of(property);
        }
        if (caches != null && !caches.isBlank()) {
            return Path.of(caches, "higher", "kernels");
        }
        String local = System.getenv("LOCALAPPDATA"); // of Windows
        if (local != null && !local.isBlank()) {
            return Path.of(local, "higher", "kernels");
        }
        String home = System.getProperty("user.home");
        return home == null || home.isBlank() || home.equals("?")
                ? null
                : Path.of(home, ".cache", "higher", "kernels");
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JVM has it
        }
    }
}
