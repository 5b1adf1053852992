//! Relatedness and complexity of regions and activities.
