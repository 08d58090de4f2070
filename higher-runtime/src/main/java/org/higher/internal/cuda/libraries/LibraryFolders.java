package org.higher.internal.cuda.libraries;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folders where libraries of CUDA are looked for, in order.
 *
 * <p>Those that a user names, those of the loader, toolkits, and the packages that PyTorch brings,
 * which are in {@code nvidia/}<em>part</em>{@code /lib} of Python's {@code site-packages}.
 */
public final class LibraryFolders {
    /** The system property that names folders, between path separators; they come first. */
    public static final String PROPERTY = "higher.cuda.libraries";

    /** The environment variable that names folders where the property does not. */
    static final String VARIABLE = "HIGHER_CUDA_LIBRARIES";

    private final Map<String, String> environment;
    private final Path root;
    private final boolean windows;
    private final Set<Path> found = new LinkedHashSet<>();

    /**
     * What to look at.
     *
     * @param environment its variables
     * @param root of the file system
     * @param windows whether folders are those of Windows
     */
    public LibraryFolders(Map<String, String> environment, Path root, boolean windows) {
        this.environment = environment;
        this.root = root;
        this.windows = windows;
    }

    /** The folders that exist of those that a user named. */
    public List<Path> named(@Nullable String property) {
        found.clear();
        addEach(property != null ? property : environment.get(VARIABLE));
        return List.copyOf(found);
    }

    /** The folders that exist of all others. */
    public List<Path> usual() {
        found.clear();
        addEach(environment.get(windows ? "PATH" : "LD_LIBRARY_PATH"));
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            path(environment.get(variable)).ifPresent(this::addToolkit);
        }
        addToolkits();
        addPythons();
        for (String system :
                List.of(
                        "usr/lib/x86_64-linux-gnu",
                        "usr/lib/aarch64-linux-gnu",
                        "usr/lib64",
                        "usr/lib",
                        "usr/lib/wsl/lib",
                        "usr/local/lib",
                        "usr/local/nvidia/lib64")) {
            add(root.resolve(system));
        }
        return List.copyOf(found);
    }

    private void addToolkits() {
        if (windows) {
            path(environment.get("ProgramFiles"))
                    .map(programs -> programs.resolve("NVIDIA GPU Computing Toolkit/CUDA"))
                    .ifPresent(toolkits -> children(toolkits, "v*").forEach(this::addToolkit));
            return;
        }
        addToolkit(root.resolve("usr/local/cuda"));
        children(root.resolve("usr/local"), "cuda-*").forEach(this::addToolkit);
        addToolkit(root.resolve("opt/cuda"));
    }

    /** A toolkit has its libraries in one of several places, depending on who packed it. */
    private void addToolkit(Path toolkit) {
        if (windows) {
            add(toolkit.resolve("bin/x64"));
            add(toolkit.resolve("bin"));
            return;
        }
        add(toolkit.resolve("lib64"));
        children(toolkit.resolve("targets"), "*-linux")
                .forEach(target -> add(target.resolve("lib")));
        add(toolkit.resolve("lib"));
    }

    private void addPythons() {
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            path(environment.get(variable)).ifPresent(this::addPython);
        }
        for (Path folder : paths(environment.get("PYTHONPATH"))) {
            addPackages(folder);
        }
        for (Path folder : paths(environment.get("PATH"))) {
            Path python = folder.resolve(windows ? "python.exe" : "python3");
            if (Files.exists(python)) {
                addPythonOf(python);
            }
        }
        path(environment.get(windows ? "APPDATA" : "HOME"))
                .map(home -> home.resolve(windows ? "Python" : ".local"))
                .ifPresent(this::addPython);
        addPython(root.resolve("usr/local"));
        addPython(root.resolve("usr"));
    }

    /** That of an environment is a link, whose own place counts, and where it leads to. */
    private void addPythonOf(Path python) {
        Set<Path> places = new LinkedHashSet<>(List.of(python));
        try {
            places.add(python.toRealPath());
        } catch (IOException broken) {
            return;
        }
        for (Path place : places) {
            Path folder = place.toAbsolutePath().getParent();
            Path prefix = windows || folder == null ? folder : folder.getParent();
            if (prefix != null) {
                addPython(prefix);
            }
        }
    }

    private void addPython(Path prefix) {
        if (windows) {
            addPackages(prefix.resolve("Lib/site-packages"));
            return;
        }
        for (Path version : children(prefix.resolve("lib"), "python3*")) {
            addPackages(version.resolve("site-packages"));
            addPackages(version.resolve("dist-packages"));
        }
    }

    private void addPackages(Path packages) {
        for (Path part : children(packages.resolve("nvidia"), "*")) {
            if (windows) {
                add(part.resolve("bin/x86_64"));
                add(part.resolve("bin"));
            } else {
                add(part.resolve("lib"));
            }
        }
        add(packages.resolve("torch/lib"));
    }

    private void addEach(@Nullable String folders) {
        paths(folders).forEach(this::add);
    }

    private void add(Path folder) {
        if (Files.isDirectory(folder)) {
            found.add(folder);
        }
    }

    private static List<Path> paths(@Nullable String folders) {
        List<Path> paths = new ArrayList<>();
        if (folders != null) {
            for (String folder : folders.split(File.pathSeparator, -1)) {
                path(folder).ifPresent(paths::add);
            }
        }
        return paths;
    }

    private static Optional<Path> path(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /** What a folder has, the last names of one length first: those of the newest versions. */
    static List<Path> children(Path folder, String pattern) {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(children::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        children.sort(
                Comparator.comparing((Path child) -> child.toString().length())
                        .thenComparing(Path::toString)
                        .reversed());
        return children;
    }
}
