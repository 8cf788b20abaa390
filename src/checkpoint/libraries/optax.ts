/**
 * States of optax' transformations for a descent, and back. optax keeps them in named tuples, nested by `chain` and `partition`; within them
 * parameters have their names. Reference: optax 0.2.8.
 */
import { adagrad, adam, adamw, amsgrad, type Optimizer, rmsprop, type Snapshot, sgd, tensor } from "../../index.ts";
import { shown } from "../../options/shown.ts";
import { Filling } from "./filling.ts";
import { type Described, type Form, formsOf } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { countFrom, isValue, type ShapedValue, type StateValue } from "./values.ts";
