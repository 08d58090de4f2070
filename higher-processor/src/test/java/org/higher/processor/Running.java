package org.higher.processor;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.higher.annotations.support.GeneratedName;
import org.higher.tensor.Tensor;

/** Runs compiled models and their twins. */
public final class Running extends ClassLoader {
    private final Map<String, byte[]> classes = new HashMap<>();

    public Running(Compilation compilation) throws IOException {
        super(runtime());
        int prefix = StandardLocation.CLASS_OUTPUT.name().length() + 2;
        for (JavaFileObject file : compilation.generatedFiles()) {
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                String name = file.getName().substring(prefix).replace('/', '.');
                try (InputStream in = file.openInputStream()) {
                    classes.put(name.substring(0, name.length() - 6), in.readAllBytes());
                }
            }
        }
    }

    /** Runs what ecj has compiled. */
    public Running(EcjCompilation compilation) throws IOException {
        super(runtime());
        try (Stream<Path> all = Files.walk(compilation.classes())) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = compilation.classes().relativize(file).toString();
                String type = name.substring(0, name.length() - ".class".length());
                classes.put(type.replace(File.separatorChar, '.'), Files.readAllBytes(file));
            }
        }
    }

    private static ClassLoader runtime() throws MalformedURLException {
        URL[] classPath = {Compiling.classPathFiles().get(0).toURI().toURL()};
        return new URLClassLoader(classPath, Running.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** What a model's forward method makes of a number. */
    public double model(String name, double x) throws ReflectiveOperationException {
        Object model = create(name);
        return number(find(model.getClass(), "forward", 1), model, Tensor.scalar(x));
    }

    /** What the twin of such a model makes of it, at the model's parameters. */
    public double twin(String name, double x) throws ReflectiveOperationException {
        Object twin = twinOf(create(name));
        Class<?> type = twin.getClass();
        Object params = find(type, "params", 0).invoke(twin);
        return number(find(type, "forward", 2), twin, params, Tensor.scalar(x));
    }

    /** The twin of a model that one of these classes has made. */
    public Object twinOf(Object model) throws ReflectiveOperationException {
        Class<?> type = loadClass(GeneratedName.TWIN.of(model.getClass()));
        return find(type, "of", 1).invoke(null, model);
    }

    /** What a model's forward method makes of some numbers, one after the other. */
    public List<Double> models(String name, List<Double> xs) throws ReflectiveOperationException {
        Object model = create(name);
        Method forward = find(model.getClass(), "forward", 1);
        List<Double> results = new ArrayList<>();
        for (double x : xs) {
            results.add(number(forward, model, Tensor.scalar(x)));
        }
        return results;
    }

    /** What its twin makes of them, which hands on buffers and nothing else from call to call. */
    public List<Double> twins(String name, List<Double> xs) throws ReflectiveOperationException {
        Object twin = twinOf(create(name));
        Class<?> type = twin.getClass();
        Object params = find(type, "params", 0).invoke(twin);
        List<Double> results = new ArrayList<>();
        for (double x : xs) {
            Object bound = find(type, "bind", 1).invoke(twin, params);
            results.add(number(find(bound.getClass(), "forward", 1), bound, Tensor.scalar(x)));
            params = find(bound.getClass(), "params", 0).invoke(bound);
        }
        return results;
    }

    private Object create(String name) throws ReflectiveOperationException {
        var constructor = loadClass(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static double number(Method forward, Object on, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return ((Tensor) forward.invoke(on, arguments)).item();
        } catch (InvocationTargetException e) {
            throw new AssertionError("forward failed", e.getCause());
        }
    }

    private static Method find(Class<?> type, String name, int parameters) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method m : c.getDeclaredMethods()) {
                if (m.getName().equals(name)
                        && m.getParameterCount() == parameters
                        && !m.isBridge()) {
                    m.setAccessible(true);
                    return m;
                }
            }
        }
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + type));
    }
}
