package org.higher.processor.eclipse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Starts Eclipse without windows in a JVM of its own: Equinox, the workspace, the Java builder with
 * annotation processing, and in it {@link Saves}.
 */
public final class HeadlessEclipse {
    /** Starts what the others need to be started. */
    private static final String COMPONENTS = "org.apache.felix.scr";

    /** Sees everything that a user of the Java builder needs. */
    private static final String PROCESSING = "org.eclipse.jdt.apt.pluggable.core";

    /** Required for tasks of Ant, which nobody runs here. */
    private static final String ANT = "org.apache.ant";

    private static final int STOP_MILLIS = 10_000;

    private HeadlessEclipse() {}

    /**
     * Runs all steps.
     *
     * @param arguments the JARs of the bundles, a folder to work in, and what {@link Saves} takes
     */
    public static void main(String[] arguments) throws Exception {
        Framework framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(configuration(Path.of(arguments[1])));
        framework.start();
        ClassLoader eclipse = start(framework.getBundleContext(), arguments[0]);
        URL classes = HeadlessEclipse.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, eclipse)) {
            loader.loadClass("org.higher.processor.eclipse.Saves")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } finally {
            framework.stop(); // its threads would keep the JVM
            framework.waitForStop(STOP_MILLIS);
        }
    }

    /** As Eclipse's launcher has it: classes of the JDK are found by all bundles. */
    private static Map<String, String> configuration(Path folder) {
        return Map.of(
                "osgi.instance.area",
                folder.resolve("workspace").toString(),
                "osgi.configuration.area",
                folder.resolve("configuration").toString(),
                "osgi.compatibility.bootdelegation",
                "true",
                Constants.FRAMEWORK_BUNDLE_PARENT,
                Constants.FRAMEWORK_BUNDLE_PARENT_EXT);
    }

    private static ClassLoader start(BundleContext context, String jars)
            throws BundleException, IOException {
        List<Bundle> bundles = new ArrayList<>();
        bundles.add(context.installBundle(ANT, new ByteArrayInputStream(emptyBundle(ANT))));
        for (String jar : jars.split(File.pathSeparator)) {
            bundles.add(context.installBundle(Path.of(jar).toUri().toString()));
        }
        find(bundles, COMPONENTS).start();
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        return find(bundles, PROCESSING).adapt(BundleWiring.class).getClassLoader();
    }

    private static Bundle find(List<Bundle> bundles, String name) {
        return bundles.stream()
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] emptyBundle(String name) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        attributes.putValue(Constants.BUNDLE_VERSION, "1.10");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }
}
