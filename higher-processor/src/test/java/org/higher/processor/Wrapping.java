package org.higher.processor;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.JavaFileObject;
import org.eclipse.jdt.internal.OtherVersion;
import org.jetbrains.jps.javac.APIWrappers;

/** The processor behind a wrapped environment, as some build tools do it. */
public final class Wrapping extends AbstractProcessor {
    /** Told the name of each file before it is created; may refuse. */
    interface Watch {
        void creating(String name) throws IOException;
    }

    private final HigherProcessor processor = new HigherProcessor();
    private final UnaryOperator<ProcessingEnvironment> wrapper;

    private Wrapping(UnaryOperator<ProcessingEnvironment> wrapper) {
        this.wrapper = wrapper;
    }

    /** As Gradle's incremental mode does it, with an eye on the files that are created. */
    public static Wrapping likeGradle(Watch watch) {
        return new Wrapping(environment -> new Environment(environment, watch));
    }

    /** As IntelliJ IDEA does it: a proxy that its {@link APIWrappers} look through. */
    public static Wrapping likeIntellij() {
        return new Wrapping(
                environment -> APIWrappers.wrap(ProcessingEnvironment.class, environment));
    }

    /** As nobody does it: javac's own environment cannot be found. */
    public static Wrapping opaque() {
        return new Wrapping(
                environment ->
                        (ProcessingEnvironment)
                                Proxy.newProxyInstance(
                                        Wrapping.class.getClassLoader(),
                                        new Class<?>[] {ProcessingEnvironment.class},
                                        (proxy, method, arguments) ->
                                                method.invoke(environment, arguments)));
    }

    /** As a version of Eclipse may do it that there is not yet. */
    static Wrapping likeOtherEclipse() {
        return new Wrapping(OtherVersion::of);
    }

    /** The files that the processor creates for some sources, whether they compile or not. */
    public static List<String> namesOfFiles(JavaFileObject... sources) {
        List<String> names = new ArrayList<>();
        Consumer<String> add = names::add;
        Compilation unused = Compiling.with(likeGradle(add::accept)).compile(sources);
        return names;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return processor.getSupportedSourceVersion();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return processor.getSupportedAnnotationTypes();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        processor.init(wrapper.apply(environment));
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        return processor.process(annotations, round);
    }

    /** Has javac's own environment in a field, as Gradle's incremental mode does. */
    private record Environment(ProcessingEnvironment delegate, Watch watch)
            implements ProcessingEnvironment {
        @Override
        public Filer getFiler() {
            Filer real = delegate.getFiler();
            return (Filer)
                    Proxy.newProxyInstance(
                            Filer.class.getClassLoader(),
                            new Class<?>[] {Filer.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("createSourceFile")) {
                                    watch.creating(arguments[0].toString());
                                }
                                try {
                                    return method.invoke(real, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        @Override
        public Map<String, String> getOptions() {
            return delegate.getOptions();
        }

        @Override
        public Messager getMessager() {
            return delegate.getMessager();
        }

        @Override
        public Elements getElementUtils() {
            return delegate.getElementUtils();
        }

        @Override
        public Types getTypeUtils() {
            return delegate.getTypeUtils();
        }

        @Override
        public SourceVersion getSourceVersion() {
            return delegate.getSourceVersion();
        }

        @Override
        public Locale getLocale() {
            return delegate.getLocale();
        }
    }
}
