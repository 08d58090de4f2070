package org.eclipse.jdt.internal;

import java.lang.reflect.Proxy;
import javax.annotation.processing.ProcessingEnvironment;

/** The environment of an IDE that has a project and tells nothing about it. */
public final class OtherVersion {
    /** Not public: a proxy is in the package of such an interface. */
    @FunctionalInterface
    interface Project {
        Object getJavaProject();
    }

    private OtherVersion() {}

    /** An environment that is called as Eclipse's are. */
    public static ProcessingEnvironment of(ProcessingEnvironment environment) {
        return (ProcessingEnvironment)
                Proxy.newProxyInstance(
                        OtherVersion.class.getClassLoader(),
                        new Class<?>[] {ProcessingEnvironment.class, Project.class},
                        (proxy, method, arguments) ->
                                method.getDeclaringClass() == Project.class
                                        ? "the project"
                                        : method.invoke(environment, arguments));
    }
}
