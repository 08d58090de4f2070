package org.higher.processor.types;

import com.palantir.javapoet.ClassName;

/** The types of the runtime library that generated code mentions. */
public final class RuntimeTypes {
    private static final String FUNCTIONAL = "org.higher.functional";
    private static final String SUPPORT = "org.higher.functional.support.v1";
    private static final String ND4J_SUPPORT = "org.higher.functional.support.nd4j.v1";

    public static final ClassName ACCESS = ClassName.get(SUPPORT, "Access");
    public static final ClassName BINDER = ClassName.get(SUPPORT, "Binder");
    public static final ClassName BOUND_MODULE = ClassName.get(FUNCTIONAL, "BoundModule");
    public static final ClassName CONFIGURATION = ClassName.get(SUPPORT, "Configuration");
    public static final ClassName CONTAINERS = ClassName.get(SUPPORT, "Containers");
    public static final ClassName FUNCTIONAL_MODULE = ClassName.get(FUNCTIONAL, "FunctionalModule");
    public static final ClassName LEAF_SOURCE = ClassName.get(SUPPORT, "LeafSource");
    public static final ClassName LEAVES = ClassName.get(SUPPORT, "Leaves");
    public static final ClassName ND_ARRAYS = ClassName.get(ND4J_SUPPORT, "NdArrays");
    public static final ClassName PARAM_TREE = ClassName.get(FUNCTIONAL, "ParamTree");
    public static final ClassName SOURCE_LINES = ClassName.get(SUPPORT, "SourceLines");
    public static final ClassName TWIN_LOOKUP = ClassName.get(SUPPORT, "TwinLookup");
    public static final ClassName UPDATE_RULE = ClassName.get("org.higher.optim", "UpdateRule");
    public static final ClassName JOINT_RULE = ClassName.get("org.higher.optim", "JointRule");
    public static final ClassName VALUES = ClassName.get(SUPPORT, "Values");

    private RuntimeTypes() {}
}
