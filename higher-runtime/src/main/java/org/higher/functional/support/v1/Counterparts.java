package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;

/** Values of a generated copy of a private enum or record, made of the original's. */
final class Counterparts {
    private Counterparts() {}

    static Object of(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        if (copy.isPrimitive() || copy.isInstance(original)) {
            return original;
        }
        if (original instanceof Enum<?> constant) {
            return constant(copy, constant.name());
        }
        return copy.isArray() ? array(caller, copy, original) : record(caller, copy, original);
    }

    private static Object constant(Class<?> copy, String name) {
        for (Object constant : copy.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalStateException(copy.getName() + " has no constant " + name);
    }

    private static Object array(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        Object[] elements = (Object[]) original;
        Object copied = Array.newInstance(copy.getComponentType(), elements.length);
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != null) {
                Array.set(copied, i, of(caller, copy.getComponentType(), elements[i]));
            }
        }
        return copied;
    }

    private static Object record(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        RecordComponent[] components = copy.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            MethodHandles.Lookup of = MethodHandles.privateLookupIn(original.getClass(), caller);
            for (int i = 0; i < components.length; i++) {
                String name = components[i].getName();
                types[i] = components[i].getType();
                Object value =
                        of.unreflectGetter(original.getClass().getDeclaredField(name))
                                .invoke(original);
                values[i] = value == null ? null : of(caller, types[i], value);
            }
            return MethodHandles.privateLookupIn(copy, caller)
                    .findConstructor(copy, MethodType.methodType(void.class, types))
                    .invokeWithArguments(values);
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "cannot copy a " + original.getClass().getName() + " for " + copy.getName(), e);
        }
    }
}
