package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.higher.annotations.support.GeneratedName;
import org.higher.internal.reflect.GeneratedClasses;
import org.higher.internal.reflect.Inert;

/** Finds the twin of a model whose class is known only at run time. */
public final class TwinLookup {
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

    private TwinLookup() {}

    /**
     * The twin of a model.
     *
     * @param expected what the twin must be, such as the twin of an interface of the model's
     * @throws IllegalArgumentException if the model's class has no such twin
     */
    @SuppressWarnings("unchecked") // checked against the class; generated code knows its arguments
    public static <T> T of(Object model, Class<? super T> expected) {
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
        String name = GeneratedName.TWIN.of(model);
        try {
            Class<?> twin = Class.forName(name, true, model.getClassLoader());
            Method of = twin.getMethod("of", isPrivate(model) ? Object.class : model);
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

    /** Whether a class, or one around it, is private, so that generated code cannot name it. */
    private static boolean isPrivate(Class<?> model) {
        return Stream.<Class<?>>iterate(model, Objects::nonNull, Class::getEnclosingClass)
                .anyMatch(c -> Modifier.isPrivate(c.getModifiers()));
    }

    /** Whether a class is that of a model. */
    static boolean hasTwin(Class<?> model) {
        return KNOWN.get(model);
    }

    private static boolean findsTwin(Class<?> model) {
        return model.getCanonicalName() != null
                && !Inert.isOfJdk(model)
                && GeneratedClasses.find(GeneratedName.TWIN.of(model), model)
                        .filter(Bindable.class::isAssignableFrom)
                        .isPresent();
    }

    /** Whether the twin of a model has a method as one of the model's is called. */
    static boolean isInTwin(Method method) {
        Class<?> model = method.getDeclaringClass();
        return GeneratedClasses.find(GeneratedName.TWIN.of(model) + "$Bound", model)
                .filter(
                        bound ->
                                Arrays.stream(bound.getDeclaredMethods())
                                        .anyMatch(m -> m.getName().equals(method.getName())))
                .isPresent();
    }
}
