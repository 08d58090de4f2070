package org.higher.processor.types;

import com.palantir.javapoet.ClassName;

/** The types of the runtime library that generated code mentions. */
public final class RuntimeTypes {
    private static final String FUNCTIONAL = "org.higher.functional";

    public static final ClassName ACCESS = ClassName.get(FUNCTIONAL, "Access");
    public static final ClassName BINDER = ClassName.get(FUNCTIONAL, "Binder");
    public static final ClassName BOUND_MODULE = ClassName.get(FUNCTIONAL, "BoundModule");
    public static final ClassName CONFIGURATION = ClassName.get(FUNCTIONAL, "Configuration");
    public static final ClassName CONTAINERS = ClassName.get(FUNCTIONAL, "Containers");
    public static final ClassName FUNCTIONAL_MODULE = ClassName.get(FUNCTIONAL, "FunctionalModule");
    public static final ClassName LEAF_MAPPER = ClassName.get(FUNCTIONAL, "LeafMapper");
    public static final ClassName PARAM_TREE = ClassName.get(FUNCTIONAL, "ParamTree");
    public static final ClassName TWINS = ClassName.get(FUNCTIONAL, "Twins");

    private RuntimeTypes() {}
}
