package org.higher.processor.eclipse;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.IWorkspaceDescription;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.Platform;
import org.eclipse.jdt.apt.core.util.AptConfig;
import org.eclipse.jdt.apt.core.util.IFactoryPath;
import org.eclipse.jdt.core.IClasspathEntry;
import org.eclipse.jdt.core.IJavaProject;
import org.eclipse.jdt.core.JavaCore;

/** A project in Eclipse whose user saves files, step by step; each step is built. */
public final class Saves {
    private static final String PACKAGE = "p";

    private final IProject project;
    private final IFolder sources;

    private Saves(IProject project, IFolder sources) {
        this.project = project;
        this.sources = sources;
    }

    /**
     * Builds.
     *
     * @param arguments what has been read by others; the folder to work in, where folder {@code
     *     steps} has a folder for each step with the files to save, in the order of their names;
     *     the class path and the factory path. What came of a step is in its file {@code report}.
     */
    public static void main(String[] arguments) throws CoreException, IOException {
        Platform.addLogListener((status, plugin) -> System.out.println(status));
        Saves saves = create(arguments[2], arguments[3]);
        try (Stream<Path> steps = Files.list(Path.of(arguments[1], "steps"))) {
            for (Path step : steps.sorted().toList()) {
                Files.write(step.resolve("report"), saves.save(step));
            }
        }
        ResourcesPlugin.getWorkspace().save(true, null);
    }

    private static Saves create(String classPath, String factoryPath) throws CoreException {
        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        IWorkspaceDescription description = workspace.getDescription();
        description.setAutoBuilding(false);
        workspace.setDescription(description);
        IProject project = workspace.getRoot().getProject("models");
        project.create(null);
        project.open(null);
        IProjectDescription nature = project.getDescription();
        nature.setNatureIds(new String[] {JavaCore.NATURE_ID});
        project.setDescription(nature, null);
        IFolder sources = project.getFolder("src");
        sources.create(true, true, null);
        sources.getFolder(PACKAGE).create(true, true, null);
        configure(JavaCore.create(project), sources, classPath, factoryPath);
        return new Saves(project, sources.getFolder(PACKAGE));
    }

    private static void configure(
            IJavaProject project, IContainer sources, String classPath, String factoryPath)
            throws CoreException {
        List<IClasspathEntry> entries = new ArrayList<>();
        IPath output = project.getPath().append("bin");
        entries.add(
                JavaCore.newSourceEntry(
                        sources.getFullPath(),
                        null,
                        null,
                        output.append("main"))); // as Gradle has it
        entries.add(library(new File(System.getProperty("java.home"), "lib/jrt-fs.jar")));
        for (String jar : classPath.split(File.pathSeparator)) {
            entries.add(library(new File(jar)));
        }
        project.setRawClasspath(
                entries.toArray(IClasspathEntry[]::new), output.append("default"), null);
        project.setOption(JavaCore.COMPILER_COMPLIANCE, "17");
        project.setOption(JavaCore.COMPILER_SOURCE, "17");
        project.setOption(JavaCore.COMPILER_CODEGEN_TARGET_PLATFORM, "17");
        IFactoryPath factories = AptConfig.getDefaultFactoryPath(project);
        for (String jar : factoryPath.split(File.pathSeparator)) {
            factories.addExternalJar(new File(jar));
        }
        AptConfig.setFactoryPath(project, factories);
        AptConfig.setEnabled(project, true);
    }

    private static IClasspathEntry library(File jar) {
        return JavaCore.newLibraryEntry(IPath.fromOSString(jar.getPath()), null, null);
    }

    /** Builds with the files of a folder: errors, and generated files with when they were made. */
    private List<String> save(Path step) throws CoreException, IOException {
        try (Stream<Path> files = Files.list(step)) {
            for (Path file : files.toList()) {
                save(file, sources.getFile(file.getFileName().toString()));
            }
        }
        project.build(IncrementalProjectBuilder.INCREMENTAL_BUILD, null);
        List<String> report = new ArrayList<>();
        for (IMarker marker : project.findMarkers(null, true, IResource.DEPTH_INFINITE)) {
            if (marker.getAttribute(IMarker.SEVERITY, -1) == IMarker.SEVERITY_ERROR) {
                String place = marker.getResource().getName();
                int line = marker.getAttribute(IMarker.LINE_NUMBER, -1);
                String text = marker.getAttribute(IMarker.MESSAGE, "");
                report.add("error " + place + ":" + line + " " + text);
            }
        }
        IFolder generated = project.getFolder(AptConfig.getGenSrcDir(JavaCore.create(project)));
        IFolder files = generated.getFolder(PACKAGE);
        for (IResource file : files.exists() ? files.members() : new IResource[0]) {
            report.add("generated " + file.getName() + " " + file.getModificationStamp());
        }
        return report;
    }

    private static void save(Path from, IFile to) throws CoreException, IOException {
        try (InputStream text = Files.newInputStream(from)) {
            if (to.exists()) {
                to.setContents(text, true, false, null);
            } else {
                to.create(text, true, null);
            }
        }
    }
}
