package org.higher.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Writes files as other versions and other programs might. */
final class ManifestEdits {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestEdits() {}

    /** Changes the manifest, with sound checksums. */
    static void edit(Path file, Consumer<ObjectNode> change) throws IOException {
        editFiles(
                file,
                files -> {
                    try {
                        ObjectNode root = (ObjectNode) JSON.readTree(files.get("manifest.json"));
                        change.accept(root);
                        files.put("manifest.json", JSON.writeValueAsBytes(root));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    /** Changes what is in the ZIP file, with sound checksums. */
    static void editFiles(Path file, Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        change.accept(files);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> e : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
            }
        }
    }

    static ObjectNode entry(ObjectNode root, String name) {
        return (ObjectNode) root.get("entries").get(name);
    }

    /** The state of an optimizer's first parameter. */
    static ObjectNode state(ObjectNode root, String name) {
        return (ObjectNode) entry(root, name).get("groups").get(0).get(0).get("state");
    }
}
