package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** How generated twins read the models they were made from. */
public final class Access {
    private Access() {}

    /** A handle to a private field of a class in the caller's package. */
    public static VarHandle field(
            MethodHandles.Lookup caller, Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, caller).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw changed(owner, name, type, e);
        }
    }

    /** The value of a private static field of a class in the caller's package. */
    @SuppressWarnings("unchecked") // the caller is generated from the field's declaration
    public static <T> T constant(
            MethodHandles.Lookup caller, Class<?> owner, String name, Class<?> type) {
        try {
            return (T)
                    MethodHandles.privateLookupIn(owner, caller)
                            .findStaticVarHandle(owner, name, type)
                            .get();
        } catch (ReflectiveOperationException e) {
            throw changed(owner, name, type, e);
        }
    }

    private static IllegalStateException changed(
            Class<?> owner, String name, Class<?> type, ReflectiveOperationException cause) {
        return new IllegalStateException(
                owner.getName()
                        + " has no field "
                        + type.getSimpleName()
                        + " "
                        + name
                        + " any more; compile it again together with its generated classes",
                cause);
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
                            + " @Functional and use its own");
        }
        return model;
    }
}
