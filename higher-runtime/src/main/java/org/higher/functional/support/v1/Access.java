package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How generated twins read the models they were made from. */
public final class Access {
    private static final String COMPILE_AGAIN =
            "compile it again together with its generated classes";

    private Access() {}

    /** A handle to a private field of a class in the caller's package. */
    public static VarHandle field(
            MethodHandles.Lookup caller, Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, caller).findVarHandle(owner, name, type);
        } catch (IllegalAccessException e) {
            throw closed(caller, owner, name, e);
        } catch (ReflectiveOperationException e) {
            throw changed(owner, name, type, e);
        }
    }

    /** The same for a field whose type is private, too. */
    public static VarHandle field(MethodHandles.Lookup caller, Class<?> owner, String name) {
        try {
            return MethodHandles.privateLookupIn(owner, caller)
                    .unreflectVarHandle(owner.getDeclaredField(name));
        } catch (IllegalAccessException e) {
            throw closed(caller, owner, name, e);
        } catch (ReflectiveOperationException e) {
            throw changed(owner, name, Object.class, e);
        }
    }

    /** A handle to a private static field of a class in the caller's package. */
    public static VarHandle staticField(
            MethodHandles.Lookup caller, Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, caller)
                    .findStaticVarHandle(owner, name, type);
        } catch (IllegalAccessException e) {
            throw closed(caller, owner, name, e);
        } catch (ReflectiveOperationException e) {
            throw changed(owner, name, type, e);
        }
    }

    /** The value of a private static field whose type is private, too. */
    public static Object constant(MethodHandles.Lookup caller, Class<?> owner, String name) {
        return field(caller, owner, name).get();
    }

    /** A private class in the file of another, by its binary name. */
    @SuppressWarnings("unchecked") // generated code asks for what it can name, such as Object
    public static <T> Class<T> type(Class<?> neighbor, String name) {
        try {
            return (Class<T>) Class.forName(name, false, neighbor.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "there is no class " + name + " any more; " + COMPILE_AGAIN, e);
        }
    }

    private static IllegalStateException closed(
            MethodHandles.Lookup caller,
            Class<?> owner,
            String name,
            IllegalAccessException cause) {
        Module module = caller.lookupClass().getModule();
        return new IllegalStateException(
                "%s keeps its field %s from %s, which is in another module; add \"opens %s%s\" to the"
                                .formatted(
                                        owner.getName(),
                                        name,
                                        caller.lookupClass().getName(),
                                        owner.getPackageName(),
                                        module.isNamed() ? " to " + module.getName() + ";" : ";")
                        + " module-info.java of "
                        + (owner.getModule().isNamed()
                                ? owner.getModule().getName()
                                : "its module"),
                cause);
    }

    /** The value of a private static field of a class in the caller's package. */
    @SuppressWarnings("unchecked") // the caller is generated from the field's declaration
    public static <T> T constant(
            MethodHandles.Lookup caller, Class<?> owner, String name, Class<?> type) {
        return (T) staticField(caller, owner, name, type).get();
    }

    private static IllegalStateException changed(
            Class<?> owner, String name, Class<?> type, ReflectiveOperationException cause) {
        return new IllegalStateException(
                owner.getName()
                        + " has no field "
                        + type.getSimpleName()
                        + " "
                        + name
                        + " any more; "
                        + COMPILE_AGAIN,
                cause);
    }

    /**
     * The value of a copied private type that a value of the original stands for: the enum constant
     * of the same name, a record with the same components, an array of such.
     */
    public static <T> @Nullable T counterpart(
            MethodHandles.Lookup caller, Class<T> copy, @Nullable Object original) {
        return original == null ? null : copy.cast(Counterparts.of(caller, copy, original));
    }

    /**
     * A layer or parameter that a model creates when it first runs.
     *
     * @throws IllegalStateException if it has not run yet
     */
    public static <T> T created(Object model, String field, @Nullable T value) {
        if (value == null) {
            throw notCreated(model.getClass(), field);
        }
        return value;
    }

    /** Says that a model has not created yet what its twin needs. */
    public static IllegalStateException notCreated(Class<?> model, String field) {
        return new IllegalStateException(
                model.getName()
                        + " creates "
                        + field
                        + " when it first runs, and has not run yet; run the model once before you"
                        + " ask for the twin's parameters");
    }

    /** A value read through a handle, with the type arguments that its field declares. */
    @SuppressWarnings("unchecked") // the caller is generated from the field's declaration
    public static <T> T cast(Object value) {
        return (T) value;
    }

    /**
     * The model itself, if it is of exactly the class whose code was copied.
     *
     * @throws IllegalArgumentException for an instance of a subclass, which may override that code
     */
    public static <T> T exactly(Class<T> expected, T model) {
        Class<?> actual = Objects.requireNonNull(model, "model").getClass();
        if (actual != expected) {
            throw new IllegalArgumentException(
                    actual.getName()
                            + " may override what its superclass "
                            + expected.getName()
                            + " does, and so cannot use its twin; annotate "
                            + actual.getSimpleName()
                            + " @Functional, unless it is, and use its own. A model's field, or its type argument,"
                            + " is declared as "
                            + actual.getSimpleName()
                            + " then, or as a @Functional interface that both implement");
        }
        return model;
    }
}
