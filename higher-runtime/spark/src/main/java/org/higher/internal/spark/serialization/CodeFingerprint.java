package org.higher.internal.spark.serialization;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A fingerprint of code: of the classes of one package and of those below it, in the JAR file or
 * folder that one of them comes from.
 *
 * <p>It depends on names and contents of class files alone, so that a folder and a JAR file of it
 * agree.
 *
 * @param classNames classes that come from there
 * @param digest of the class files; empty where they can't be read, as in JShell
 */
public record CodeFingerprint(ArrayList<String> classNames, String digest) implements Serializable {
    private static final long serialVersionUID = 1;

    private static final String SUFFIX = ".class";

    private static final Map<Place, String> KNOWN = new ConcurrentHashMap<>();

    /** Where classes are: a JAR file or a folder, and a package in it, as {@code org/higher/}. */
    private record Place(Path source, String folder) {}

    /** The fingerprints of some classes' packages, one for each place. */
    public static List<CodeFingerprint> of(Collection<String> classNames)
            throws ClassNotFoundException {
        Map<Optional<Place>, CodeFingerprint> fingerprints = new LinkedHashMap<>();
        for (String name : classNames) {
            Optional<Place> place = place(name);
            fingerprints
                    .computeIfAbsent(place, p -> new CodeFingerprint(new ArrayList<>(), digest(p)))
                    .classNames()
                    .add(name);
        }
        return List.copyOf(fingerprints.values());
    }

    /**
     * The first of the classes that comes from other code here.
     *
     * @throws ClassNotFoundException if one does not exist here
     */
    public Optional<String> differingHere() throws ClassNotFoundException {
        for (String name : classNames) {
            if (!digest(place(name)).equals(digest)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static String digest(Optional<Place> place) {
        return place.map(CodeFingerprint::digest).orElse("");
    }

    private static Optional<Place> place(String className) throws ClassNotFoundException {
        Class<?> type =
                Class.forName(className, false, Thread.currentThread().getContextClassLoader());
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(source.getLocation().toURI());
            return Files.exists(path)
                    ? Optional.of(new Place(path, folder(type.getPackageName())))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            return Optional.empty();
        }
    }

    private static String folder(String packageName) {
        return packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
    }

    private static String digest(Place place) {
        return KNOWN.computeIfAbsent(place, CodeFingerprint::compute);
    }

    private static String compute(Place place) {
        try {
            SortedMap<String, Long> checksums =
                    Files.isDirectory(place.source()) ? ofFolder(place) : ofJar(place);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            checksums.forEach(
                    (name, checksum) -> {
                        digest.update(name.getBytes(StandardCharsets.UTF_8));
                        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, checksum));
                    });
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static SortedMap<String, Long> ofJar(Place place) throws IOException {
        SortedMap<String, Long> checksums = new TreeMap<>();
        try (ZipFile jar = new ZipFile(place.source().toFile())) {
            jar.stream()
                    .filter(entry -> isClass(entry.getName(), place))
                    .forEach((ZipEntry entry) -> checksums.put(entry.getName(), entry.getCrc()));
        }
        return checksums;
    }

    private static SortedMap<String, Long> ofFolder(Place place) throws IOException {
        SortedMap<String, Long> checksums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(place.source().resolve(place.folder()))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = place.source().relativize(file).toString().replace('\\', '/');
                if (isClass(name, place)) {
                    CRC32 checksum = new CRC32();
                    checksum.update(Files.readAllBytes(file));
                    checksums.put(name, checksum.getValue());
                }
            }
        }
        return checksums;
    }

    private static boolean isClass(String name, Place place) {
        return name.startsWith(place.folder()) && name.endsWith(SUFFIX);
    }
}
