package org.higher.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.Set;
import java.util.TreeSet;

/**
 * Java serialization of what travels between the driver and the executors.
 *
 * <p>What is the user's is packed by itself, so that what can't travel is found at the driver, and
 * what can't be made again on an executor is told from other failures.
 */
final class Packing {
    private Packing() {}

    /**
     * Something packed.
     *
     * @param bytes for {@link #unpack}
     * @param classes the names of the classes of its objects, and of those that its lambdas are
     *     written in, the JDK's left out
     */
    record Parcel(byte[] bytes, Set<String> classes) {}

    /**
     * Packs what the user has given.
     *
     * @param caller for the message
     * @param what it is, for the message
     * @throws IllegalArgumentException if something in it can't be serialized: names it, and where
     *     it was found
     */
    static Parcel pack(String caller, String what, Object given) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<String> classes = new TreeSet<>();
        try (ObjectOutputStream out = new Recorder(bytes, classes)) {
            out.writeObject(given);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(
                    caller
                            + ": "
                            + what
                            + " can't travel: "
                            + Culprit.describe(given, String.valueOf(e.getMessage())),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a writeObject of the user's has thrown it
        }
        return new Parcel(bytes.toByteArray(), classes);
    }

    /** Packs what is known to be serializable. */
    static byte[] bytes(Object own) {
        return pack("SparkMetaBatch", "a part of it", own).bytes();
    }

    /**
     * The object again, its classes loaded by the thread's context class loader.
     *
     * @throws ClassNotFoundException if there is no such class here
     * @throws IOException if a class is another one than where it was packed
     */
    static Object unpack(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ContextReader(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static final class Recorder extends ObjectOutputStream {
        private final Set<String> classes;

        Recorder(OutputStream out, Set<String> classes) throws IOException {
            super(out);
            this.classes = classes;
            enableReplaceObject(true);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (!element.isPrimitive()) {
                add(element.getName());
            }
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda) {
                add(lambda.getCapturingClass().replace('/', '.'));
                add(lambda.getImplClass().replace('/', '.'));
            }
            return object;
        }

        private void add(String name) {
            if (!name.startsWith("java.")) {
                classes.add(name);
            }
        }
    }

    private static final class ContextReader extends ObjectInputStream {
        private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

        ContextReader(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type)
                throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type); // primitive types
            }
        }
    }
}
