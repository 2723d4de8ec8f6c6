/** Phases of gc_collect_main() in their order, each named after the function that ends with it. */
export type CollectionPhase =
  | 'start'
  | 'update_refs'
  | 'subtract_refs'
  | 'move_unreachable'
  | 'move_legacy_finalizers'
  | 'handle_weakrefs'
  | 'finalize_garbage'
  | 'handle_resurrected_objects'
  | 'delete_garbage';
