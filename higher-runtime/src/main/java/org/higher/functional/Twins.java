package org.higher.functional;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.higher.tensor.Tensor;

/** Finds the twin of a model whose class is known only at run time, and checks twins. */
public final class Twins {
    private static final String PREFIX = "Functional";

    /** For each model class, its twin's static method {@code of}. */
    private static final ClassValue<MethodHandle> FACTORIES =
            new ClassValue<>() {
                @Override
                protected MethodHandle computeValue(Class<?> model) {
                    return factory(model);
                }
            };

    private static final ClassValue<Boolean> KNOWN =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> model) {
                    return findsTwin(model);
                }
            };

    private Twins() {}

    /** Whether a class is that of a model. */
    static boolean hasTwin(Class<?> model) {
        return KNOWN.get(model);
    }

    /** Whether the twin of a model has a method as one of the model's is called. */
    static boolean isInTwin(Method method) {
        Class<?> model = method.getDeclaringClass();
        try {
            Class<?> bound =
                    Class.forName(twinName(model) + "$Bound", false, model.getClassLoader());
            return Arrays.stream(bound.getDeclaredMethods())
                    .anyMatch(m -> m.getName().equals(method.getName()));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean findsTwin(Class<?> model) {
        if (model.getCanonicalName() == null || Inert.isOfJdk(model)) {
            return false;
        }
        try {
            Class<?> twin = Class.forName(twinName(model), false, model.getClassLoader());
            return FunctionalModule.class.isAssignableFrom(twin);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * The twin of a model.
     *
     * @param expected what the twin must be, such as the twin of an interface of the model's
     * @throws IllegalArgumentException if the model's class has no such twin
     */
    @SuppressWarnings("unchecked") // checked against the class; generated code knows its arguments
    public static <T extends FunctionalModule<?, ?>> T of(Object model, Class<? super T> expected) {
        Object twin = make(model);
        if (!expected.isInstance(twin)) {
            throw new IllegalArgumentException(
                    "the twin of "
                            + model.getClass().getName()
                            + " is no "
                            + expected.getName()
                            + "; compile both again");
        }
        return (T) twin;
    }

    /**
     * The twin of any model.
     *
     * @throws IllegalArgumentException if the model's class is not {@code @Functional}
     */
    public static FunctionalModule<?, ?> of(Object model) {
        return (FunctionalModule<?, ?>) make(model);
    }

    /**
     * Checks a model's twin by running both; for a test of your own model.
     *
     * <pre>{@code
     * Twins.check(new Net(), Tensor.ones(3, 1));
     * }</pre>
     *
     * <p>Results, gradients by all parameters and buffers afterwards must be the same to the last
     * bit, at the model's parameters and at others, drawn nearby. Every tensor that requires a
     * gradient and can be reached from the model must be in its {@code Params}. The twin must leave
     * the model's own tensors and their gradients as they are. Layers draw from the same seeds in
     * both. The model is as it was afterwards, but its parameters have been assigned: graphs of
     * earlier passes can't be differentiated any more.
     *
     * @param model of a {@code @Functional} class
     * @param inputs the arguments of its {@code forward}; of overloads, those that take them are
     *     run
     * @throws AssertionError if the twin differs, saying what, where and by how much
     * @throws IllegalArgumentException if the class has no twin, or no such {@code forward}
     * @throws IllegalStateException if two passes of the model itself differ
     */
    public static void check(Object model, Object... inputs) {
        TwinCheck.run(model, of(model), inputs);
    }

    /**
     * What a model, or an object that holds models, is configured with now, as texts by their
     * paths, such as {@code norm.training}.
     *
     * <p>That is numbers, texts, truth values, enum constants, classes of objects, and tensors that
     * are not named. Transient fields are passed over.
     *
     * @param name with which paths begin
     * @param model a twin, or an object that holds some
     * @param named tensors that are known without this
     */
    public static Map<String, String> configuration(
            String name, Object model, Collection<Tensor> named) {
        return ConfigurationValues.of(name, model, named);
    }

    private static Object make(Object model) {
        try {
            return FACTORIES.get(model.getClass()).invokeExact(model);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // of() declares no exception
        }
    }

    private static MethodHandle factory(Class<?> model) {
        if (model.getCanonicalName() == null) {
            throw new IllegalArgumentException(
                    model.getName()
                            + " has no twin: a lambda or a local class cannot have one; write it as a"
                            + " @Functional class of its own");
        }
        String name = twinName(model);
        try {
            Class<?> twin = Class.forName(name, true, model.getClassLoader());
            Method of = twin.getMethod("of", model);
            of.setAccessible(true); // the twin of a package-private model
            return MethodHandles.lookup()
                    .unreflect(of)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    model.getName()
                            + " has no twin: there is no "
                            + name
                            + "; annotate "
                            + model.getSimpleName()
                            + " @Functional and compile it with the higher-processor",
                    e);
        }
    }

    private static String twinName(Class<?> model) {
        String simple = model.getSimpleName();
        for (Class<?> c = model.getEnclosingClass(); c != null; c = c.getEnclosingClass()) {
            simple = c.getSimpleName() + simple;
        }
        String home = model.getPackageName();
        return (home.isEmpty() ? "" : home + ".") + PREFIX + simple;
    }
}
